package dev.potoroo.benchmarks.jet;

import com.hazelcast.jet.core.AbstractProcessor;
import dev.potoroo.benchmarks.PeerRun;
import dev.potoroo.samples.bench.Alert;
import dev.potoroo.samples.bench.Tally;

/** Counts what comes out. */
final class TallyProcessor extends AbstractProcessor {
  private final Tally tally = PeerRun.current().newTally();

  @Override
  protected boolean tryProcess(int ordinal, Object item) {
    if (item instanceof Alert alert) {
      tally.alert(alert.symbol(), alert.price(), alert.count(), alert.ts());
    } else {
      Counted counted = (Counted) item;
      if (counted.key() instanceof Integer sector) {
        tally.sector(sector, counted.count(), counted.due());
      } else {
        tally.word((String) counted.key(), counted.count());
      }
    }
    return true;
  }

  /** What it has counted is no state: a job that begins again has new ones. */
  @Override
  public boolean saveToSnapshot() {
    return true;
  }
}
