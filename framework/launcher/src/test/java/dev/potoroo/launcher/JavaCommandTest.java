package dev.potoroo.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class JavaCommandTest {

  @Test
  void startsTheSameJar() {
    String jar = "/a place/sample apps.jar";
    assertThat(of(List.of("-Xmx1g"), jar, jar + " local-cluster x"))
        .containsExactly("-Xmx1g", "-jar", jar);
    assertThat(of(List.of(), jar, jar)).containsExactly("-jar", jar);
  }

  @Test
  void startsTheSameMainClass() {
    assertThat(of(List.of("-Da=b c"), "classes:lib.jar", "com.example.Own local-cluster x"))
        .containsExactly("-Da=b c", "-cp", "classes:lib.jar", "com.example.Own");
  }

  @Test
  void leavesOutWhatOnlyOneProcessCanHave() {
    List<String> options =
        List.of("-agentlib:jdwp=transport=dt_socket,server=y,address=5005", "-XX:+UseSerialGC");
    assertThat(of(options, "a.jar", "Main x"))
        .containsExactly("-XX:+UseSerialGC", "-cp", "a.jar", "Main");
  }

  @Test
  void saysIfItCannotTell() {
    assertThatThrownBy(() -> JavaCommand.of(List.of(), "", "some.module/com.example.Own x"))
        .hasMessageContaining("POTOROO-3016 ")
        .hasMessageContaining("[some.module/com.example.Own]");
  }

  private static List<String> of(List<String> options, String classPath, String command) {
    List<String> all = JavaCommand.of(options, classPath, command);
    assertThat(all.get(0)).endsWith("/bin/java");
    return all.subList(1, all.size());
  }
}
