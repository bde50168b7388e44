package dev.potoroo.connector.file;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a commit keeps of the files of a node: all before {@code number} are finished. Written as
 * {@code NUMBER:TOKEN}, with {@code :full} after it if that one is too.
 *
 * @param number of the last file with something committed, or else of the first one
 * @param token how much of it is
 * @param full whether nothing more comes into it
 */
record RollingMark(int number, FileToken token, boolean full) {
  private static final String FULL = ":full";
  private static final Pattern FORM = Pattern.compile("(\\d{1,9}):(.+?)(" + FULL + ")?");

  /** Reads a mark; empty if it is something else. */
  static Optional<RollingMark> parse(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches()
        ? FileToken.parse(form.group(2))
            .map(
                token ->
                    new RollingMark(Integer.parseInt(form.group(1)), token, form.group(3) != null))
        : Optional.empty();
  }

  /** The number of the file to go on with. */
  int next() {
    return full ? number + 1 : number;
  }

  /** The number of the last file with something committed; 0 if there is none. */
  int used() {
    return token.length() == 0 ? number - 1 : number;
  }

  /** Whether it is of a later round, in which the files that {@code before} is of had no less. */
  boolean goesOnFrom(RollingMark before) {
    return number == before.number
        ? token.goesOnFrom(before.token)
        : number > before.number && token.round() > before.token.round();
  }

  @Override
  public String toString() {
    return number + ":" + token + (full ? FULL : "");
  }
}
