package dev.potoroo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ErrorReferenceTest {
  private static final Path REFERENCE =
      Path.of(System.getProperty("basedir", "."), "../../src-docs/reference/errors.md");

  @Test
  void hasOneSectionForEachCodeInTheirOrder() throws IOException {
    List<String> sections =
        Pattern.compile("^## (POTOROO-\\d{4}) \\S.*$", Pattern.MULTILINE)
            .matcher(Files.readString(REFERENCE))
            .results()
            .map((MatchResult section) -> section.group(1))
            .toList();
    assertThat(sections)
        .containsExactlyElementsOf(
            Arrays.stream(ErrorCode.values()).map(ErrorCode::code).sorted().toList());
  }

  @Test
  void codesAreUnique() {
    assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::code)).doesNotHaveDuplicates();
  }
}
