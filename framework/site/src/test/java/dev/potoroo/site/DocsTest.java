package dev.potoroo.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocsTest {
  @TempDir Path root;

  @BeforeEach
  void aPageInTheIndex() throws IOException {
    page("README.md", "# Readme\n");
    page("src-docs/index.md", "# Index\n\n- Guide\n  - [Run](guide/run.md)\n");
    page("src-docs/guide/run.md", "# Run\n\n## The `--set` option\n\n## Twice\n\n## Twice\n");
  }

  @Test
  void findsNothingWrong() throws IOException {
    page(
        "README.md",
        "# Readme\n\n[a](src-docs/guide/run.md#the---set-option) [b](src-docs/guide/run.md#twice-1)"
            + " [c](#readme) [d](src-docs) [e](https://example.org/nowhere)\n\n<!-- a comment -->\n"
            + "```text\n[no](link.md) <here>\n```\n");
    assertThat(faults()).isEmpty();
  }

  @Test
  void findsLinksToNowhere() throws IOException {
    page("README.md", "# Readme\n\n[a](nowhere.md)\n\n![b](none.svg)\n");
    page("src-docs/guide/run.md", "# Run\n\n[c](../../../outside.md)\n");
    assertThat(faults())
        .containsExactly(
            "README.md links to [nowhere.md], which does not exist",
            "README.md links to [none.svg], which does not exist",
            "src-docs/guide/run.md links to [../../../outside.md], which does not exist");
  }

  @Test
  void findsAnchorsThatNoHeadingHas() throws IOException {
    page("README.md", "# Readme\n\n[a](src-docs/guide/run.md#set) [b](#here) [c](src-docs#x)\n");
    assertThat(faults())
        .containsExactly(
            "README.md links to [src-docs/guide/run.md#set], where no heading has the anchor [set]",
            "README.md links to [#here], where no heading has the anchor [here]",
            "README.md links to [src-docs#x], where no heading has the anchor [x]");
  }

  @Test
  void findsPagesThatAreNotInTheIndex() throws IOException {
    page("src-docs/guide/lost.md", "# Lost\n\n[Index](../index.md)\n");
    page("src-docs/guide/run.md", "# Run\n\n[Lost](lost.md)\n");
    assertThat(faults())
        .containsExactly("src-docs/guide/lost.md is not in src-docs/index.md: add it there");
  }

  @Test
  void findsHtml() throws IOException {
    page("README.md", "# Readme\n\nA List<String>.\n");
    assertThat(faults())
        .containsExactly(
            "README.md has HTML [<String>]: write Markdown, or put it between backquotes");
  }

  @Test
  void takesTheIndexForTheOrderOfPages() throws IOException {
    page(
        "src-docs/index.md",
        "# Index\n\n- [README](../README.md): first\n- Guide\n  - [Run](guide/run.md): text\n"
            + "  - Settings: [`all`](guide/run.md#twice)\n- [Last](https://example.org)\n");
    assertThat(Navigation.of(Docs.read(root)).parts())
        .containsExactly(
            new Navigation.Part("", List.of(new Navigation.Entry("README", "README.md"))),
            new Navigation.Part(
                "Guide",
                List.of(
                    new Navigation.Entry("Run", "src-docs/guide/run.md"),
                    new Navigation.Entry("all", "src-docs/guide/run.md"))),
            new Navigation.Part("", List.of()));
  }

  private List<String> faults() throws IOException {
    return Docs.read(root).faults();
  }

  private void page(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
