package dev.potoroo.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.potoroo.PotorooException;
import dev.potoroo.internal.config.PipelineSettings;
import dev.potoroo.store.StateStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoresTest {
  @TempDir private Path folder;

  @Test
  void memoryIsNoStore() {
    assertThat(open("store.type = memory")).isEmpty();
  }

  @Test
  void opensRocksDbInTheFolderOfThePipeline() {
    open("store.type = rocksdb").orElseThrow().close();

    assertThat(folder.resolve("words/state/STORE")).exists();
  }

  @Test
  void namesTheNearestOfTheStoresThereAre() {
    assertThatThrownBy(() -> open("store.type = rocks"))
        .isInstanceOf(PotorooException.class)
        .hasMessage(
            "POTOROO-2008 Setting [potoroo.store.type] is [rocks] (test: 1). It must be one of"
                + " [memory, postgres, rocksdb]; the nearest is [rocksdb].");
  }

  @Test
  void namesTheModuleThatIsMissing() {
    assertThatThrownBy(() -> open("store.type = postgres"))
        .isInstanceOf(PotorooException.class)
        .hasMessage(
            "POTOROO-2008 Setting [potoroo.store.type] is [postgres] (test: 1). The module of this"
                + " store is not on the class path. Add dependency [potoroo-store-postgres].");
  }

  @Test
  void refusesAStoreOfOneNodeForSeveral() {
    String cure =
        " asks for several. Set potoroo.store.type to postgres, a store that nodes share, or to"
            + " memory, which keeps nothing.";
    assertThatThrownBy(() -> open("store.type = rocksdb, cluster.members = 3"))
        .isInstanceOf(PotorooException.class)
        .hasMessage(
            "POTOROO-3009 Setting [potoroo.store.type] is [rocksdb] (test: 1). This store is for"
                + " one node, but [potoroo.cluster.members]"
                + cure);
    assertThatThrownBy(() -> open("store.type = rocksdb, cluster.seeds = \"127.0.0.1:7354\""))
        .isInstanceOf(PotorooException.class)
        .hasMessageContaining("[potoroo.cluster.seeds]" + cure);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void tellsWithACodeWhatAStoreRefuses() throws Exception {
    Files.createDirectories(folder.resolve("words/state"));
    Files.writeString(folder.resolve("words/state/holiday.jpg"), "beach");

    assertThatThrownBy(() -> open("store.type = rocksdb"))
        .isInstanceOf(PotorooException.class)
        .hasMessageStartingWith("POTOROO-3009 Directory [")
        .hasMessageContaining("is not a store");
  }

  @Test
  void tellsWhichSettingOfTheStoreIsWrong() {
    assertThatThrownBy(() -> open("store.type = rocksdb, store.rocksdb.block-cache = 1 KiB"))
        .isInstanceOf(PotorooException.class)
        .hasMessage(
            "POTOROO-2002 Setting [potoroo.store.rocksdb.block-cache] is [1 KiB] (test: 1). It must"
                + " be a size from 1 MiB to 1 TiB, such as [64 KiB].");
  }

  private Optional<StateStore> open(String settings) {
    Config config =
        ConfigFactory.parseString(
                "potoroo { data-dir = \"" + folder + "\", " + settings + " }",
                com.typesafe.config.ConfigParseOptions.defaults().setOriginDescription("test"))
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    return Stores.open("words", PipelineSettings.of(config), config);
  }
}
