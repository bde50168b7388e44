package dev.potoroo.connector.file;

import dev.potoroo.connector.framing.Framing;
import java.util.Objects;

/**
 * What is in a file.
 *
 * @param framing how records are told apart
 * @param follow whether more may come at its end
 * @param header whether what looks like the first record is none, but names columns
 */
record FileFormat(Framing framing, boolean follow, boolean header) {
  static final FileFormat LINES = new FileFormat(Framing.NEWLINE, false, false);

  FileFormat {
    Objects.requireNonNull(framing, "framing");
  }

  FileFormat withFraming(Framing framing) {
    return new FileFormat(framing, follow, header);
  }

  FileFormat followed() {
    return new FileFormat(framing, true, header);
  }

  FileFormat withHeader() {
    return new FileFormat(framing, follow, true);
  }
}
