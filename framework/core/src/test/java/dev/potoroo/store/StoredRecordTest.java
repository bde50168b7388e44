package dev.potoroo.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.Arrays;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class StoredRecordTest {
  private static final Instant TOUCHED = Instant.ofEpochSecond(1_700_000_000L, 123_456_789);

  @Property
  void comesBackAsItWas(
      @ForAll String step,
      @ForAll String key,
      @ForAll @LongRange(min = 0) long round,
      @ForAll @LongRange(min = 0) long version,
      @ForAll @LongRange(min = -1L << 50, max = 1L << 50) long nanos,
      @ForAll byte[] state)
      throws StoreException {
    Instant touched = Instant.ofEpochSecond(nanos >> 12, nanos);
    StateChange change = new StateChange(step, key, version, touched, state);

    byte[] record = StoredRecord.encode(change, round);
    StoredState stored = StoredRecord.decode(step, key, record);

    assertThat(record).hasSize(StoredRecord.size(change, round));
    assertThat(stored)
        .usingRecursiveComparison()
        .isEqualTo(new StoredState(round, version, touched, state));
  }

  @Test
  void takesTwentyBytesBesidesTheState() {
    assertThat(StoredRecord.encode(change(new byte[100]), 100_000)).hasSize(120);
  }

  @Property
  void noticesEveryFlippedBit(
      @ForAll @IntRange(min = 0, max = 25) int at, @ForAll @IntRange(min = 0, max = 7) int bit) {
    byte[] record = StoredRecord.encode(change("state".getBytes(UTF_8)), 7);
    record[at % record.length] ^= (byte) (1 << bit);

    assertThat(refusal("count", "k", record).kind()).isEqualTo(StoreException.Kind.CORRUPT);
  }

  @Test
  void noticesThatAPartIsMissing() {
    byte[] record = StoredRecord.encode(change("state".getBytes(UTF_8)), 7);

    for (int length = 0; length < record.length; length++) {
      assertThat(refusal("count", "k", Arrays.copyOf(record, length)).kind())
          .isEqualTo(StoreException.Kind.CORRUPT);
    }
  }

  @Test
  void namesTheObjectThatIsDamagedAndWhatToDo() {
    assertThat(refusal("count", "k", new byte[10]))
        .hasMessage(
            "State object [k] of step [count] is damaged in the store: it is not what was written"
                + " there. Restore the store from a backup, or begin anew with an empty one.");
  }

  @Test
  void noticesTheRecordOfAnotherObject() {
    byte[] record = StoredRecord.encode(change(new byte[3]), 7);

    assertThat(refusal("count", "other", record).kind()).isEqualTo(StoreException.Kind.CORRUPT);
    assertThat(refusal("other", "k", record).kind()).isEqualTo(StoreException.Kind.CORRUPT);
  }

  @Test
  void refusesWhatANewerVersionWrote() {
    byte[] newFormat = StoredRecord.encode(change(new byte[3]), 7);
    newFormat[0] = 2;
    byte[] newSection = StoredRecord.encode(change(new byte[3]), 7);
    newSection[newSection.length - 8] = 9;

    for (byte[] record : new byte[][] {newFormat, newSection}) {
      StoreException refusal = refusal("count", "k", signed(record));
      assertThat(refusal.kind()).isEqualTo(StoreException.Kind.REFUSED);
      assertThat(refusal)
          .hasMessage(
              "State object [k] of step [count] was stored by a newer version of Potoroo. Run that"
                  + " version, or a later one.");
    }
  }

  private static byte[] signed(byte[] record) {
    CRC32C crc = new CRC32C();
    crc.update("count\0k".getBytes(UTF_8));
    crc.update(record, 0, record.length - 4);
    Varint.putFixed((int) crc.getValue(), record, record.length - 4);
    return record;
  }

  private static StateChange change(byte[] state) {
    return new StateChange("count", "k", 300, TOUCHED, state);
  }

  private static StoreException refusal(String step, String key, byte[] record) {
    return catchThrowableOfType(StoreException.class, () -> StoredRecord.decode(step, key, record));
  }
}
