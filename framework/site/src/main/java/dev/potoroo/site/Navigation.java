package dev.potoroo.site;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Link;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;

/**
 * The pages in the order of the index, in parts.
 *
 * @param parts in order; what stands outside of a list within the list is in parts without a name
 */
record Navigation(List<Part> parts) {
  record Part(String name, List<Entry> entries) {}

  record Entry(String title, String path) {}

  /** What the index of {@code docs} says; empty if there is none. */
  static Navigation of(Docs docs) {
    Reading reading = new Reading();
    docs.page(Docs.INDEX).ifPresent(index -> Page.parse(index.text()).accept(reading));
    return new Navigation(reading.parts);
  }

  List<Entry> entries() {
    return parts.stream().flatMap(part -> part.entries().stream()).toList();
  }

  boolean has(String path) {
    return entries().stream().anyMatch(entry -> entry.path().equals(path));
  }

  /** Takes an item without a link for the name of a part, one with a link for a page. */
  private static final class Reading extends AbstractVisitor {
    private final List<Part> parts = new ArrayList<>();
    private boolean inPart;

    @Override
    public void visit(ListItem item) {
      Node first = item.getFirstChild();
      if (!(first instanceof Paragraph paragraph)) {
        return;
      }
      if (paragraph.getFirstChild() instanceof Link link) {
        add(link);
      } else if (item.getFirstChild() == item.getLastChild()) {
        // Words before a link.
        visitChildren(paragraph);
      } else {
        parts.add(new Part(Page.plain(paragraph), new ArrayList<>()));
        inPart = true;
        visitChildren(item);
        inPart = false;
      }
    }

    @Override
    public void visit(Link link) {
      add(link);
    }

    private void add(Link link) {
      if (!inPart && (parts.isEmpty() || !parts.get(parts.size() - 1).name().isEmpty())) {
        parts.add(new Part("", new ArrayList<>()));
      }
      Target.of(Docs.INDEX, link.getDestination())
          .ifPresent(
              target ->
                  parts
                      .get(parts.size() - 1)
                      .entries()
                      .add(new Entry(Page.plain(link), target.path())));
    }
  }
}
