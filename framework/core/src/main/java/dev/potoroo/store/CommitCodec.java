package dev.potoroo.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.potoroo.JacksonSupport;
import java.util.Objects;

/**
 * The form in which every store keeps a {@link RoundCommit}: JSON, as a {@link StoredText} of the
 * kind {@code potoroo-commit}.
 */
public final class CommitCodec {
  private static final StoredText FORM = new StoredText("potoroo-commit", 1);
  private static final ObjectWriter WRITER = JacksonSupport.json().writerFor(RoundCommit.class);
  private static final ObjectReader READER = JacksonSupport.json().readerFor(RoundCommit.class);

  private CommitCodec() {}

  /** The commit as bytes. */
  public static byte[] encode(RoundCommit commit) {
    try {
      return FORM.encode(WRITER.writeValueAsString(commit));
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
    String what = "record of the last commit in " + where;
    String json = FORM.decode(stored, what);
    try {
      RoundCommit commit = READER.readValue(json);
      Objects.requireNonNull(commit.at());
      Objects.requireNonNull(commit.positions());
      Objects.requireNonNull(commit.sinks());
      return commit;
    } catch (JsonProcessingException | NullPointerException e) {
      throw StoredText.damaged(what, e);
    }
  }
}
