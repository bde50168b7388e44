package dev.potoroo.distribution;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What stands in a module's {@code pom.xml}. */
record Pom(Document document) {

  static Pom of(Path module) {
    try {
      return new Pom(
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(module.resolve("pom.xml").toFile()));
    } catch (Exception e) {
      throw new IllegalStateException("cannot read the pom of [" + module + "]", e);
    }
  }

  /** The texts of all elements at a path, such as {@code /project/modules/module}. */
  List<String> texts(String path) {
    try {
      NodeList found =
          (NodeList)
              XPathFactory.newInstance()
                  .newXPath()
                  .evaluate(path, document, XPathConstants.NODESET);
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < found.getLength(); i++) {
        texts.add(found.item(i).getTextContent().strip());
      }
      return texts;
    } catch (Exception e) {
      throw new IllegalStateException("cannot evaluate [" + path + "]", e);
    }
  }

  String artifact() {
    return texts("/project/artifactId").get(0);
  }

  /** Whether it is a jar that goes to a repository of artifacts. */
  boolean isPublishedJar() {
    return texts("/project/packaging").isEmpty()
        && texts("/project/properties/maven.deploy.skip").isEmpty();
  }

  /** Our artifacts that its dependency management has a version of. */
  List<String> managed() {
    return texts(
        "/project/dependencyManagement/dependencies/dependency"
            + "[groupId='dev.potoroo' and not(type)]/artifactId");
  }
}
