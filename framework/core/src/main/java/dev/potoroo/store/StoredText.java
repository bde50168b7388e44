package dev.potoroo.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A text that a store keeps besides objects: a line {@code KIND VERSION CHECKSUM}, then the body.
 * The checksum is the CRC32C, in hexadecimal, of all but itself and the blank before it. People can
 * read it.
 */
public final class StoredText {
  private static final Pattern FORM =
      Pattern.compile("(([a-z-]+) (\\d+)) ([0-9a-f]{8})\n(.*)", Pattern.DOTALL);

  private final String kind;
  private final int version;

  /** A kind of text, such as {@code potoroo-commit}, of a version of its format. */
  public StoredText(String kind, int version) {
    this.kind = kind;
    this.version = version;
  }

  /** The text as bytes. */
  public byte[] encode(String body) {
    String head = kind + " " + version;
    return (head + " " + crc(head, body) + "\n" + body).getBytes(UTF_8);
  }

  /**
   * The body of a text.
   *
   * @param what what it is and where it is stored, for the message: {@code file [data/STORE]}
   * @throws StoreException {@link StoreException.Kind#CORRUPT} if it is not what was stored, {@link
   *     StoreException.Kind#REFUSED} if a newer version of Potoroo wrote it
   */
  public String decode(byte[] stored, String what) throws StoreException {
    Matcher form = FORM.matcher(new String(stored, UTF_8));
    if (!form.matches()
        || !form.group(2).equals(kind)
        || !form.group(4).equals(crc(form.group(1), form.group(5)))) {
      throw damaged(what, null);
    }
    if (!form.group(3).equals(Integer.toString(version))) {
      throw new StoreException(
          StoreException.Kind.REFUSED,
          "The " + what + " is of a newer version of Potoroo. Run that version, or a later one.",
          null);
    }
    return form.group(5);
  }

  private static String crc(String head, String body) {
    byte[] bytes = (head + "\n" + body).getBytes(UTF_8);
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length);
    return String.format("%08x", crc.getValue());
  }

  /** What to throw for a text that is damaged. */
  static StoreException damaged(String what, @Nullable Exception cause) {
    return new StoreException(
        StoreException.Kind.CORRUPT,
        "The "
            + what
            + " is damaged: it is not what was written there. Restore the store from a backup, or"
            + " begin anew with an empty one.",
        cause);
  }
}
