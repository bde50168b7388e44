package dev.potoroo.testkit.connector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.connector.SourceConnector;
import dev.potoroo.connector.SourceContext;
import dev.potoroo.connector.SourceContext.Start;
import dev.potoroo.connector.SourceReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every source promises that {@linkplain SourceConnector#acknowledges acknowledges}: that its
 * clients are told of what is committed and of nothing else, so that a client which sends again
 * what it was not told of loses nothing, whatever breaks.
 */
@Timeout(120)
public abstract class AcknowledgingSourceContract {
  /** The largest record that readers are told to accept. */
  public static final int MAX_RECORD = 1_000;

  private static final int CUTS = 15;

  private final List<AutoCloseable> opened = new ArrayList<>();

  /** One for people who make subclasses. */
  protected AcknowledgingSourceContract() {}

  /** A client of the source, which sends again what was not acknowledged. */
  public interface Client extends AutoCloseable {
    /** Sends a record, in the background, until it is acknowledged. */
    void send(String record) throws Exception;

    /** How many records were acknowledged. */
    long acknowledged() throws Exception;
  }

  /** The source, on a free port of 127.0.0.1. */
  protected abstract SourceConnector source() throws Exception;

  /** A client that is told that the source is there. */
  protected abstract Client client(String host, int port) throws Exception;

  /** The name of the codec that readers are told of. */
  protected String codec() {
    return "lines";
  }

  @AfterEach
  final void closeAll() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  private SourceReader open(long start, boolean committing) throws Exception {
    return open(start, committing, 0);
  }

  private SourceReader open(long start, boolean committing, int port) throws Exception {
    Start how = start == 0 ? Start.FIRST : Start.RESUMED;
    SourceContext context =
        new SourceContext("in", "0", how, start, codec(), MAX_RECORD, 16, committing, port);
    SourceReader reader = source().open(context);
    opened.add(reader);
    return reader;
  }

  private FaultyPeer peerBefore(SourceReader reader) throws IOException {
    FaultyPeer peer = FaultyPeer.before("127.0.0.1", reader.port().orElseThrow());
    opened.add(peer);
    return peer;
  }

  private Client clientOf(FaultyPeer peer) throws Exception {
    Client client = client(peer.host(), peer.port());
    opened.add(client);
    return client;
  }

  /** Polls as a pipeline does, until something is so. */
  private static Collected pollUntil(SourceReader reader, int atOnce, Condition condition)
      throws Exception {
    Collected all = new Collected(Integer.MAX_VALUE);
    while (!condition.isSo(all)) {
      Collected batch = new Collected(atOnce);
      reader.poll(batch);
      assertThat(batch.size()).as("records of a poll").isLessThanOrEqualTo(atOnce);
      all.addAll(batch);
    }
    return all;
  }

  private static Collected pollUntil(SourceReader reader, int records) throws Exception {
    return pollUntil(reader, 1_000, all -> all.size() >= records);
  }

  private interface Condition {
    boolean isSo(Collected all) throws Exception;
  }

  @Test
  void saysThatItAcknowledges() throws Exception {
    assertThat(source().acknowledges()).isTrue();
    assertThat(source().replayable()).isFalse();
  }

  @Test
  void acknowledgesWhatIsCommittedAndNoMore() throws Exception {
    SourceReader reader = open(0, true);
    Client client = clientOf(peerBefore(reader));
    client.send("a");
    long first = pollUntil(reader, 1).positionAfter(1);
    client.send("b");
    long second = pollUntil(reader, 1).positionAfter(1);
    assertThat(second).isGreaterThan(first);
    assertThat(client.acknowledged()).isZero();
    reader.committed(first);
    pollUntil(reader, 1_000, all -> client.acknowledged() > 0);
    assertThat(client.acknowledged()).isEqualTo(1);
    reader.committed(second);
    pollUntil(reader, 1_000, all -> client.acknowledged() > 1);
    assertThat(client.acknowledged()).isEqualTo(2);
  }

  @Test
  void getsAgainInAnotherReaderWhatWasNotCommitted() throws Exception {
    SourceReader reader = open(0, true);
    FaultyPeer peer = peerBefore(reader);
    Client client = clientOf(peer);
    client.send("a");
    long position = pollUntil(reader, 1).positionAfter(1);
    reader.committed(position);
    pollUntil(reader, 1_000, all -> client.acknowledged() == 1);
    client.send("b");
    pollUntil(reader, 1);
    peer.goAway();
    reader.close();
    SourceReader next = open(position, true);
    peer.moveTo("127.0.0.1", next.port().orElseThrow());
    peer.comeBack();
    Collected again = pollUntil(next, 1);
    assertThat(again.entries()).containsExactly("b");
    assertThat(again.positionAfter(1)).isGreaterThan(position);
    next.committed(again.positionAfter(1));
    pollUntil(next, 1_000, all -> client.acknowledged() == 2);
  }

  @Test
  void isFoundByItsClientsWhereTheReaderBeforeItWas() throws Exception {
    SourceReader reader = open(0, true);
    int port = reader.port().orElseThrow();
    Client client = client("127.0.0.1", port);
    opened.add(client);
    client.send("a");
    pollUntil(reader, 1);
    reader.close();
    SourceReader next = open(0, true, port);
    assertThat(next.port()).hasValue(port);
    Collected again = pollUntil(next, 1);
    assertThat(again.entries()).containsExactly("a");
    next.committed(again.positionAfter(1));
    pollUntil(next, 1_000, all -> client.acknowledged() == 1);
  }

  @Test
  void takesAnotherPortIfItsOwnIsNotToBeHad() throws Exception {
    int taken = open(0, true).port().orElseThrow();
    SourceReader next = open(0, true, taken);
    assertThat(next.port().orElseThrow()).isPositive().isNotEqualTo(taken);
  }

  @Test
  void losesNothingWhereverConnectionsBreak() throws Exception {
    SourceReader reader = open(0, true);
    FaultyPeer peer = peerBefore(reader);
    Client client = clientOf(peer);
    LinkedHashSet<Object> seen = new LinkedHashSet<>();
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < CUTS; i++) {
      sent.add("record-" + i);
      peer.cutAfter(1 + 7L * i);
      client.send(sent.get(i));
      int wanted = i + 1;
      while (client.acknowledged() < wanted) {
        Collected batch = new Collected(1_000);
        reader.poll(batch);
        seen.addAll(batch.entries());
        if (batch.size() > 0) {
          reader.committed(batch.positionAfter(batch.size()));
        }
      }
    }
    assertThat(peer.cuts()).as("connections that were broken").isPositive();
    assertThat(List.copyOf(seen)).isEqualTo(sent);
  }

  @Test
  void givesNoMoreThanABatchTakes() throws Exception {
    SourceReader reader = open(0, true);
    Client client = clientOf(peerBefore(reader));
    List<Object> sent = List.of("a", "b", "c", "d", "e");
    for (Object record : sent) {
      client.send((String) record);
    }
    Collected all = pollUntil(reader, 1, read -> read.size() >= sent.size());
    assertThat(all.entries()).containsExactlyInAnyOrderElementsOf(sent);
    assertThat(all.positions()).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void acknowledgesWhatWasReadWhereNothingIsEverCommitted() throws Exception {
    SourceReader reader = open(0, false);
    Client client = clientOf(peerBefore(reader));
    client.send("a");
    Collected all = pollUntil(reader, 1_000, read -> client.acknowledged() == 1);
    assertThat(all.entries()).containsExactly("a");
  }
}
