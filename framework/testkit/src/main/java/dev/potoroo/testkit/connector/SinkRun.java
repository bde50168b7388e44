package dev.potoroo.testkit.connector;

import dev.potoroo.connector.SinkConnector;
import dev.potoroo.connector.SinkContext;
import dev.potoroo.connector.TransactionalSinkWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A transactional sink in the hands of a runtime that can crash, and a model of what it holds. */
final class SinkRun {
  private final SinkConnector sink;
  private final Crash crash;
  private final List<String> written = new ArrayList<>();
  private List<String> prepared = List.of();
  private List<String> confirmed = List.of();
  private Map<String, String> preparedToken = Map.of();
  private Map<String, String> committed = Map.of();
  private TransactionalSinkWriter writer;
  private boolean unanswered;
  private long round;
  private int next;

  /** Ends a writer as the end of its process does. */
  interface Crash {
    void end(TransactionalSinkWriter writer) throws Exception;
  }

  SinkRun(SinkConnector sink, Crash crash) throws Exception {
    this.sink = sink;
    this.crash = crash;
    this.writer = opened();
  }

  void write(String... records) throws Exception {
    for (String record : records) {
      writer.write(record.getBytes(StandardCharsets.UTF_8));
      written.add(record);
    }
  }

  void flush() throws Exception {
    writer.flush();
  }

  void prepare() throws Exception {
    preparedToken = writer.prepare(round + 1);
    prepared = List.copyOf(written);
    unanswered = true;
  }

  /** What was prepared is committed, but nobody knows it yet. */
  void commit() {
    round++;
    committed = preparedToken;
    confirmed = prepared;
    unanswered = false;
  }

  void tellSink() throws Exception {
    writer.commit(round);
  }

  /** Writes and commits a round. */
  void round(String... records) throws Exception {
    write(records);
    prepare();
    commit();
    tellSink();
  }

  void crashAndReopen() throws Exception {
    crash.end(writer);
    reopen();
  }

  void reopen() throws Exception {
    written.clear();
    written.addAll(confirmed);
    prepared = confirmed;
    preparedToken = committed;
    unanswered = false;
    writer = opened();
  }

  void close() throws Exception {
    writer.close();
  }

  /** What the sink must hold when it was opened. */
  List<String> expected() {
    return confirmed;
  }

  Map<String, String> committed() {
    return committed;
  }

  /** Does something; returns whether the sink was opened anew. */
  boolean stepAtRandom(Random random) throws Exception {
    switch (random.nextInt(9)) {
      case 0, 1 -> write("w" + next++, "x".repeat(random.nextInt(20)) + next++);
      case 2 -> write("y".repeat(random.nextInt(50_000)) + next++);
      case 3 -> flush();
      case 4 -> prepareIfAllIsCommitted();
      case 5 -> commitIfPrepared();
      case 6 -> tellSink();
      case 7 -> {
        commitIfPrepared();
        round("r" + next++);
      }
      default -> {
        crashAndReopen();
        return true;
      }
    }
    return false;
  }

  /** A round is prepared only when the one before is committed. */
  private void prepareIfAllIsCommitted() throws Exception {
    if (!unanswered) {
      prepare();
    }
  }

  private void commitIfPrepared() {
    if (unanswered) {
      commit();
    }
  }

  private TransactionalSinkWriter opened() throws Exception {
    SinkContext context = new SinkContext("out", "lines", true, "node-7", Optional.of(committed));
    return (TransactionalSinkWriter) sink.open(context);
  }
}
