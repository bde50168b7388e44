package dev.potoroo.internal.config;

import com.typesafe.config.Config;
import dev.potoroo.PotorooException;
import dev.potoroo.PotorooException.Fault;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code potoroo.store.rocksdb}, checked; {@code reference.conf} says what each means. Sizes in
 * bytes.
 */
public record RocksDbSettings(long blockCache, long writeBuffer) {
  private static final long MIB = 1024 * 1024;
  private static final long TIB = MIB * MIB;

  /**
   * Reads and checks the settings.
   *
   * @param config the whole configuration, resolved
   */
  public static RocksDbSettings of(Config config) {
    List<Fault> faults = new ArrayList<>();
    SettingsReader in = new SettingsReader(config, faults);
    RocksDbSettings settings =
        new RocksDbSettings(
            in.size("potoroo.store.rocksdb.block-cache", MIB, TIB),
            in.size("potoroo.store.rocksdb.write-buffer", MIB, 1024 * MIB));
    if (!faults.isEmpty()) {
      throw new PotorooException(faults);
    }
    return settings;
  }
}
