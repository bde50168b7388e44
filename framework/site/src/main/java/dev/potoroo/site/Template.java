package dev.potoroo.site;

import java.util.List;
import java.util.stream.Collectors;

/** What is around the text of each page: the pages of the index, and the sections of this one. */
final class Template {
  private final Navigation navigation;
  private final Addresses addresses;

  Template(Navigation navigation, Addresses addresses) {
    this.navigation = navigation;
    this.addresses = addresses;
  }

  /**
   * A whole page.
   *
   * @param path of what it shows, from the root of the repository
   */
  String page(String path, String title, List<Page.Section> sections, String body) {
    String here = addresses.of(path);
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>%s</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="%s">
        </head>
        <body>
        <nav class="site" aria-label="Pages">%s</nav>
        <main>
        %s%s
        </main>
        <nav class="page" aria-label="On this page">%s</nav>
        </body>
        </html>
        """
        .formatted(
            Html.escaped(title.equals("Potoroo") ? title : title + " - Potoroo"),
            Addresses.relative(here, Site.STYLE),
            pages(path, here),
            body,
            neighbours(path, here),
            sections(sections));
  }

  private String pages(String path, String here) {
    StringBuilder html = new StringBuilder();
    html.append("<p class=\"name\">")
        .append(Html.link(Addresses.relative(here, addresses.of(Docs.INDEX)), "Potoroo"))
        .append("</p>\n");
    for (Navigation.Part part : navigation.parts()) {
      if (!part.name().isEmpty()) {
        html.append("<p>").append(Html.escaped(part.name())).append("</p>\n");
      }
      html.append("<ul>\n");
      for (Navigation.Entry entry : part.entries()) {
        String link =
            Html.link(Addresses.relative(here, addresses.of(entry.path())), entry.title());
        html.append(entry.path().equals(path) ? "<li class=\"here\">" : "<li>")
            .append(link)
            .append("</li>\n");
      }
      html.append("</ul>\n");
    }
    return html.toString();
  }

  private String neighbours(String path, String here) {
    List<Navigation.Entry> entries = navigation.entries();
    List<String> paths = entries.stream().map(Navigation.Entry::path).toList();
    int at = paths.indexOf(path);
    if (at < 0) {
      return "";
    }
    String before = at == 0 ? "" : neighbour(here, "\u2190 ", entries.get(at - 1), "");
    String after =
        at == paths.size() - 1 ? "" : neighbour(here, "", entries.get(at + 1), " \u2192");
    return "<p class=\"neighbours\"><span>%s</span><span>%s</span></p>".formatted(before, after);
  }

  private String neighbour(String here, String before, Navigation.Entry entry, String after) {
    return Html.link(
        Addresses.relative(here, addresses.of(entry.path())), before + entry.title() + after);
  }

  private static String sections(List<Page.Section> sections) {
    return sections.stream()
        .filter(section -> section.level() == 2)
        .map(section -> "<li>" + Html.link("#" + section.anchor(), section.title()) + "</li>\n")
        .collect(Collectors.joining("", "<ul>\n", "</ul>"));
  }
}
