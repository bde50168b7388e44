package dev.potoroo.connector.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.CollectingBatch;
import dev.potoroo.connector.CollectingBatch.Rejected;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class FramingTest {
  private static final int MAX = 40;
  private static final int RAW = 8;

  @Property(tries = 500)
  void recordsSurviveAnyCuttingOfTheStream(
      @ForAll Framing framing,
      @ForAll("payloads") List<String> payloads,
      @ForAll("cuts") List<Integer> cuts,
      @ForAll boolean file)
      throws IOException {
    List<String> records =
        framing == Framing.NEWLINE
            ? payloads.stream().map(FramingTest::asLine).filter(p -> !p.isEmpty()).toList()
            : payloads;
    CollectingBatch out = decode(decoder(framing, file), frames(framing, records), cuts);
    assertThat(out.rejected()).isEmpty();
    assertThat(out.records()).isEqualTo(records);
  }

  @Example
  void recordsSurviveACutAtEachByte() throws IOException {
    for (Framing framing : Framing.values()) {
      List<String> records = List.of("a", "bcd", "x".repeat(MAX), "e");
      byte[] stream = frames(framing, records);
      for (int cut = 0; cut <= stream.length; cut++) {
        CollectingBatch out =
            decode(decoder(framing, false), stream, List.of(cut, stream.length - cut));
        assertThat(out.records()).isEqualTo(records);
        assertThat(out.positions()).last().isEqualTo((long) stream.length);
      }
    }
  }

  @Property(tries = 500)
  void largeRecordsInAFileAreRejectedWhereverItIsCut(
      @ForAll Framing framing, @ForAll("cuts") List<Integer> cuts) throws IOException {
    String large = "0123456789".repeat(5);
    byte[] stream = frames(framing, List.of("before", large, "after"));
    CollectingBatch out = decode(decoder(framing, true), stream, cuts);
    assertThat(out.records()).containsExactly("before", "after");
    Rejected rejected = out.rejected().get(0);
    assertThat(rejected.reason()).isEqualTo("too-large");
    assertThat(rejected.rawSize()).isEqualTo(50);
    assertThat(rejected.text()).isEqualTo("01234567");
    assertThat(rejected.error()).contains("[50]").contains("[40]");
  }

  @Property(tries = 200)
  void garbageNeverBreaksTheDecoder(
      @ForAll Framing framing,
      @ForAll byte[] garbage,
      @ForAll("cuts") List<Integer> cuts,
      @ForAll boolean file) {
    CollectingBatch out = decode(decoder(framing, file), garbage, cuts);
    assertThat(out.records()).allMatch(r -> ((String) r).length() <= MAX);
    assertThat(out.rejected()).allMatch(r -> r.raw().length <= Math.max(RAW, 4));
    assertThat(out.positions()).isSorted();
  }

  @Example
  void toleratesCarriageReturnsAndSkipsEmptyLines() {
    byte[] stream = bytes("a\r\n\r\n\n\nb\n\rc\r\r\n" + "x".repeat(MAX) + "\r\n");
    for (int cut = 0; cut <= stream.length; cut++) {
      CollectingBatch out =
          decode(decoder(Framing.NEWLINE, false), stream, List.of(cut, stream.length - cut));
      assertThat(out.records()).containsExactly("a", "b", "\rc\r", "x".repeat(MAX));
      assertThat(out.rejected()).isEmpty();
    }
  }

  @Example
  void anEmptyFrameIsAnEmptyRecord() {
    CollectingBatch out =
        decode(decoder(Framing.LENGTH_1, false), new byte[] {0, 1, 'a', 0}, List.of(1));
    assertThat(out.records()).containsExactly("", "a", "");
  }

  @Example
  void theLastLineOfAFileNeedsNoLineFeed() {
    assertThat(decode(decoder(Framing.NEWLINE, true), bytes("a\nb"), List.of()).records())
        .containsExactly("a", "b");
    assertThat(decode(decoder(Framing.NEWLINE, true), bytes("a\n\r"), List.of()).records())
        .containsExactly("a");
  }

  @Example
  void aConnectionCutWithinARecordIsRejected() {
    Rejected line =
        decode(decoder(Framing.NEWLINE, false), bytes("a\nbcd"), List.of()).rejected().get(0);
    assertThat(line.reason()).isEqualTo("framing");
    assertThat(line.text()).isEqualTo("bcd");

    byte[] five = {0, 0, 0, 5, 'a', 'b'};
    Rejected frame = decode(decoder(Framing.LENGTH_4, false), five, List.of()).rejected().get(0);
    assertThat(frame.error()).isEqualTo("connection closed after 2 of 5 bytes");
    assertThat(frame.raw()).isEqualTo(five);
    assertThat(frame.rawSize()).isEqualTo(6);

    byte[] header = {0, 0};
    Rejected cut = decode(decoder(Framing.LENGTH_4, false), header, List.of()).rejected().get(0);
    assertThat(cut.error()).isEqualTo("connection closed after 2 of 4 bytes of a length");
  }

  @Example
  void aBadLengthBreaksAConnection() {
    FrameDecoder decoder = decoder(Framing.LENGTH_4, false);
    CollectingBatch out = new CollectingBatch();
    byte[] http = bytes("GET / HTTP/1.1\r\n");
    assertThat(decoder.decode(ByteBuffer.wrap(http), out, 0)).isFalse();
    Rejected rejected = out.rejected().get(0);
    assertThat(rejected.reason()).isEqualTo("framing");
    assertThat(rejected.text()).isEqualTo("GET / HT");
    assertThat(rejected.rawSize()).isEqualTo(16);
    assertThat(rejected.error()).contains("[1195725856]");
  }

  @Example
  void lengthsHaveNoSign() {
    CollectingBatch out = new CollectingBatch();
    byte[] huge = {-1, -1, -1, -1};
    assertThat(decoder(Framing.LENGTH_4, false).decode(ByteBuffer.wrap(huge), out, 0)).isFalse();
    assertThat(out.rejected().get(0).error()).contains("[4294967295]");
  }

  @Example
  void stopsWhenTheBatchIsFull() {
    ByteBuffer in = ByteBuffer.wrap(bytes("a\nb\nc\n"));
    FrameDecoder decoder = decoder(Framing.NEWLINE, false);
    CollectingBatch out = new CollectingBatch(2);
    decoder.decode(in, out, 0);
    assertThat(out.records()).containsExactly("a", "b");
    assertThat(in.remaining()).isEqualTo(2);
  }

  @Example
  void aRecordTooLongForItsHeaderIsAnError() {
    assertThatThrownBy(() -> new FrameBuffer(Framing.LENGTH_1).put(new byte[256]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("[256]")
        .hasMessageContaining("[length-1]")
        .hasMessageContaining("at most 255");
  }

  @Provide
  Arbitrary<List<String>> payloads() {
    return Arbitraries.strings().withCharRange((char) 0, (char) 255).ofMaxLength(MAX).list();
  }

  @Provide
  Arbitrary<List<Integer>> cuts() {
    return Arbitraries.integers().between(0, 60).list().ofMaxSize(60);
  }

  private static FrameDecoder decoder(Framing framing, boolean file) {
    return file
        ? FrameDecoder.forFile(framing, MAX, RAW)
        : FrameDecoder.forConnection(framing, MAX, RAW);
  }

  private static String asLine(String payload) {
    return payload.replace('\n', ' ').replace('\r', ' ');
  }

  private static byte[] frames(Framing framing, List<String> records) throws IOException {
    FrameBuffer buffer = new FrameBuffer(framing);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (String record : records) {
      buffer.put(bytes(record));
      stream.write(buffer.content().array(), 0, buffer.size());
      buffer.clear();
    }
    return stream.toByteArray();
  }

  /** Decodes the stream in pieces of the given sizes, then the rest, in batches of 3. */
  private static CollectingBatch decode(FrameDecoder decoder, byte[] stream, List<Integer> cuts) {
    CollectingBatch all = new CollectingBatch();
    int at = 0;
    boolean intact = true;
    for (int i = 0; i <= cuts.size() && intact; i++) {
      int size = i < cuts.size() ? Math.min(cuts.get(i), stream.length - at) : stream.length - at;
      ByteBuffer in = ByteBuffer.allocate(size).put(stream, at, size).flip();
      do {
        CollectingBatch batch = new CollectingBatch(3);
        intact = decoder.decode(in, batch, at);
        all.addAll(batch);
      } while (in.hasRemaining() && intact);
      at += size;
    }
    if (intact) {
      decoder.end(all, stream.length);
    }
    return all;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
