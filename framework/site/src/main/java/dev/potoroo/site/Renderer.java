package dev.potoroo.site;

import java.util.List;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.renderer.html.HtmlRenderer;

/** Makes HTML of a page: links lead to where the site shows what they name. */
final class Renderer {
  private final Addresses addresses;

  Renderer(Addresses addresses) {
    this.addresses = addresses;
  }

  String html(Page page) {
    Node root = Page.parse(page.text());
    root.accept(new Changes(page));
    return renderer().render(root);
  }

  /** Headings get their anchors in their order, so each page needs one of its own. */
  private static HtmlRenderer renderer() {
    Anchors anchors = new Anchors();
    return HtmlRenderer.builder()
        .extensions(List.of(TablesExtension.create()))
        .attributeProviderFactory(
            context ->
                (node, tag, attributes) -> {
                  if (node instanceof Heading heading) {
                    attributes.put("id", anchors.of(Page.plain(heading)));
                  }
                })
        .build();
  }

  private final class Changes extends AbstractVisitor {
    private final Page page;

    Changes(Page page) {
      this.page = page;
    }

    @Override
    public void visit(Link link) {
      link.setDestination(address(link.getDestination()));
      visitChildren(link);
    }

    @Override
    public void visit(Image image) {
      image.setDestination(address(image.getDestination()));
    }

    @Override
    public void visit(HtmlBlock comment) {
      comment.unlink();
    }

    private String address(String link) {
      return Target.of(page.path(), link)
          .map(
              target ->
                  Addresses.relative(addresses.of(page.path()), addresses.of(target.path()))
                      + target.anchor().map(anchor -> "#" + anchor).orElse(""))
          .orElse(link);
    }
  }
}
