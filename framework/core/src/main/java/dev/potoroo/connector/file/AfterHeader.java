package dev.potoroo.connector.file;

import dev.potoroo.connector.RecordBatch;

/** Passes over the first record of a file, and gives on the others. */
final class AfterHeader {
  private boolean passed;

  /** One that has nothing to pass over if {@code passed}. */
  AfterHeader(boolean passed) {
    this.passed = passed;
  }

  /** What is to take the records that come next. */
  RecordBatch before(RecordBatch batch) {
    return passed ? batch : new First(batch);
  }

  private final class First implements RecordBatch {
    private final RecordBatch batch;

    First(RecordBatch batch) {
      this.batch = batch;
    }

    private boolean passes() {
      boolean first = !passed;
      passed = true;
      return first;
    }

    @Override
    public boolean full() {
      return batch.full();
    }

    @Override
    public void add(byte[] raw, long position) {
      if (!passes()) {
        batch.add(raw, position);
      }
    }

    @Override
    public void addDecoded(Object record, long position) {
      if (!passes()) {
        batch.addDecoded(record, position);
      }
    }

    @Override
    public void reject(byte[] raw, long rawSize, long position, String reason, String error) {
      if (!passes()) {
        batch.reject(raw, rawSize, position, reason, error);
      }
    }
  }
}
