package dev.potoroo.site;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/**
 * A page in Markdown.
 *
 * @param path from the root of the repository, with {@code /}
 * @param text as it was read
 * @param title its first heading; the path if there is none
 * @param sections its headings, in order
 * @param links to pages, files, pictures and elsewhere, as they are written
 * @param html what of it is HTML; comments in lines of their own do not count
 */
record Page(
    String path,
    String text,
    String title,
    List<Section> sections,
    List<String> links,
    List<String> html) {

  /** A heading: how deep it is, from 1, its text, and what follows {@code #} in a link to it. */
  record Section(int level, String title, String anchor) {}

  private static final Parser PARSER =
      Parser.builder().extensions(List.of(TablesExtension.create())).build();

  static Page parse(String path, String text) {
    Reading reading = new Reading();
    parse(text).accept(reading);
    String title = reading.sections.isEmpty() ? path : reading.sections.get(0).title();
    return new Page(path, text, title, reading.sections, reading.links, reading.html);
  }

  static Node parse(String text) {
    return PARSER.parse(text);
  }

  boolean hasAnchor(String anchor) {
    return sections.stream().anyMatch(section -> section.anchor().equals(anchor));
  }

  /** The text of a heading or a link, without its marks. */
  static String plain(Node node) {
    StringBuilder plain = new StringBuilder();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text text) {
            plain.append(text.getLiteral());
          }

          @Override
          public void visit(Code code) {
            plain.append(code.getLiteral());
          }
        });
    return plain.toString();
  }

  private static final class Reading extends AbstractVisitor {
    private final Anchors anchors = new Anchors();
    private final List<Section> sections = new ArrayList<>();
    private final List<String> links = new ArrayList<>();
    private final List<String> html = new ArrayList<>();

    @Override
    public void visit(Heading heading) {
      String title = plain(heading);
      sections.add(new Section(heading.getLevel(), title, anchors.of(title)));
      visitChildren(heading);
    }

    @Override
    public void visit(Link link) {
      links.add(link.getDestination());
      visitChildren(link);
    }

    @Override
    public void visit(Image image) {
      links.add(image.getDestination());
    }

    @Override
    public void visit(HtmlBlock block) {
      if (!block.getLiteral().matches("(?s)<!--.*-->\\s*")) {
        html.add(block.getLiteral());
      }
    }

    @Override
    public void visit(HtmlInline inline) {
      html.add(inline.getLiteral());
    }
  }
}
