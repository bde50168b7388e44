package dev.potoroo.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What a released version has stored must load forever: these files are never changed. A new
 * version of a format gets new ones beside them.
 */
class StoredFormatTest {
  private static final RoundCommit COMMIT =
      new RoundCommit(
          3,
          17,
          Instant.parse("2026-01-02T03:04:05.123456789Z"),
          128,
          Map.of("ticks", Map.of("0", 4_000_000_000L)),
          Map.of("prices", Map.of("prices.csv", "12345")));

  @Test
  void recordOfVersion1Loads() throws Exception {
    byte[] stored = HexFormat.of().parseHex(text("stored-format-1/record.hex").strip());

    StoredState state = StoredRecord.decode("count", "EUR/USD \ud83d\ude00", stored);

    assertThat(state)
        .usingRecursiveComparison()
        .isEqualTo(
            new StoredState(
                300,
                70_000,
                Instant.parse("2026-01-02T03:04:05.123456789Z"),
                "a state".getBytes(UTF_8)));
  }

  @Test
  void recordOfVersion1IsStillWritten() throws Exception {
    StateChange change =
        new StateChange(
            "count",
            "EUR/USD \ud83d\ude00",
            70_000,
            Instant.parse("2026-01-02T03:04:05.123456789Z"),
            "a state".getBytes(UTF_8));

    assertThat(HexFormat.of().formatHex(StoredRecord.encode(change, 300)))
        .isEqualTo(text("stored-format-1/record.hex").strip());
  }

  @Test
  void commitOfVersion1Loads() throws Exception {
    assertThat(CommitCodec.decode(text("stored-format-1/commit").getBytes(UTF_8), "a test"))
        .isEqualTo(COMMIT);
  }

  @Test
  void commitOfVersion1IsStillWritten() throws Exception {
    assertThat(new String(CommitCodec.encode(COMMIT), UTF_8))
        .isEqualTo(text("stored-format-1/commit"));
  }

  private static String text(String resource) throws IOException {
    try (InputStream in = StoredFormatTest.class.getClassLoader().getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
