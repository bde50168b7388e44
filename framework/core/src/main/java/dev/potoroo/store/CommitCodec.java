package dev.potoroo.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.potoroo.JacksonSupport;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The form in which every store keeps a {@link RoundCommit}: a line {@code potoroo-commit VERSION
 * CHECKSUM}, then the commit as JSON. The checksum is the CRC32C, in hexadecimal, of all but itself
 * and the blank before it. People can read it.
 */
public final class CommitCodec {
  private static final String KIND = "potoroo-commit ";
  private static final String FORMAT = "1";
  private static final Pattern FORM =
      Pattern.compile("(potoroo-commit (\\d+)) ([0-9a-f]{8})\n(.*)", Pattern.DOTALL);
  private static final ObjectWriter WRITER = JacksonSupport.json().writerFor(RoundCommit.class);
  private static final ObjectReader READER = JacksonSupport.json().readerFor(RoundCommit.class);

  private CommitCodec() {}

  /** The commit as bytes. */
  public static byte[] encode(RoundCommit commit) {
    try {
      String head = KIND + FORMAT;
      String body = "\n" + WRITER.writeValueAsString(commit);
      return (head + " " + crc(head + body) + body).getBytes(UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a commit: " + commit, e);
    }
  }

  /**
   * Reads a commit.
   *
   * @param where where it is stored, for the message: {@code directory [data/state]}
   * @throws StoreException {@link StoreException.Kind#CORRUPT} if it is not what was stored, {@link
   *     StoreException.Kind#REFUSED} if a newer version of Potoroo wrote it
   */
  public static RoundCommit decode(byte[] stored, String where) throws StoreException {
    Matcher form = FORM.matcher(new String(stored, UTF_8));
    if (!form.matches() || !form.group(3).equals(crc(form.group(1) + "\n" + form.group(4)))) {
      throw damaged(where, null);
    }
    if (!form.group(2).equals(FORMAT)) {
      throw new StoreException(
          StoreException.Kind.REFUSED,
          "The store in "
              + where
              + " is of a newer version of Potoroo. Run that version, or a later one.",
          null);
    }
    return read(form.group(4), where);
  }

  private static RoundCommit read(String json, String where) throws StoreException {
    try {
      RoundCommit commit = READER.readValue(json);
      Objects.requireNonNull(commit.at());
      Objects.requireNonNull(commit.positions());
      Objects.requireNonNull(commit.sinks());
      return commit;
    } catch (JsonProcessingException | NullPointerException e) {
      throw damaged(where, e);
    }
  }

  private static String crc(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length);
    return String.format("%08x", crc.getValue());
  }

  private static StoreException damaged(String where, @Nullable Exception cause) {
    return new StoreException(
        StoreException.Kind.CORRUPT,
        "The record of the last commit in "
            + where
            + " is damaged: it is not what was written there. Restore the store from a backup, or"
            + " begin anew with an empty one.",
        cause);
  }
}
