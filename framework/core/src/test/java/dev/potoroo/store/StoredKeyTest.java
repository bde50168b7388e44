package dev.potoroo.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredKeyTest {

  @Property
  void comesBackAsItWas(@ForAll String key) {
    byte[] bytes = StoredKey.encode(key);

    assertThat(StoredKey.decode(bytes)).isEqualTo(key);
    assertThat(bytes).hasSize(StoredKey.size(key));
  }

  @Property
  void sortsAsStringsDo(@ForAll String one, @ForAll String other) {
    int bytes = Arrays.compareUnsigned(StoredKey.encode(one), StoredKey.encode(other));

    assertThat(Integer.signum(bytes)).isEqualTo(Integer.signum(one.compareTo(other)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "EUR/USD", "a\u0000b", "\u00e4\u00f6\u00fc", "\u20ac \uffff"})
  void isUtf8ForOrdinaryText(String key) {
    assertThat(StoredKey.encode(key)).isEqualTo(key.getBytes(UTF_8));
  }

  @Test
  void sortsSupplementaryCharactersBelowTheLastOfTheBasicOnes() {
    assertThat(Arrays.compareUnsigned(StoredKey.encode("\ud83d\ude00"), StoredKey.encode("\uffff")))
        .isNegative();
  }

  @Test
  void keepsHalfACharacter() {
    assertThat(StoredKey.decode(StoredKey.encode("a\ud83d"))).isEqualTo("a\ud83d");
  }

  @Test
  void refusesBytesThatAreNoKey() {
    for (byte[] bytes :
        new byte[][] {
          {(byte) 0x80},
          {(byte) 0xC3},
          {(byte) 0xC3, 'a'},
          {(byte) 0xC0, (byte) 0x80},
          {(byte) 0xE2, (byte) 0x82},
          {(byte) 0xE0, (byte) 0x82, (byte) 0x82},
          {(byte) 0xF0, (byte) 0x9F, (byte) 0x98, (byte) 0x80}
        }) {
      assertThatThrownBy(() -> StoredKey.decode(bytes))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
