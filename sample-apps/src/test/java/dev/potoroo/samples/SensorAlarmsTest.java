package dev.potoroo.samples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.DeadLetter;
import dev.potoroo.samples.SensorAlarms.Alarm;
import dev.potoroo.samples.SensorAlarms.Reading;
import dev.potoroo.samples.SensorAlarms.Sensor;
import dev.potoroo.testkit.PipelineTest;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample without a broker; {@code MqttIT} has one. */
class SensorAlarmsTest {
  private static final Instant NINE = Instant.parse("2026-03-02T09:00:00Z");

  private static Reading reading(double celsius, int second) {
    return new Reading("boiler", celsius, NINE.plusSeconds(second));
  }

  private static Alarm alarm(boolean hot, double celsius, int second) {
    return new Alarm("boiler", hot, celsius, NINE.plusSeconds(second));
  }

  @Test
  void tellsOnceThatASensorIsHotAndOnceThatItIsNot() {
    try (PipelineTest test = PipelineTest.of(new SensorAlarms())) {
      test.put("readings", reading(79.9, 0), reading(80, 1), reading(91, 2), reading(75, 3));
      assertThat(test.take("alarms", Alarm.class)).containsExactly(alarm(true, 80, 1));
      test.put("readings", reading(74.9, 4), reading(79.9, 5));
      assertThat(test.take("alarms", Alarm.class)).containsExactly(alarm(false, 74.9, 4));
    }
  }

  @Test
  void countsAReadingOnceThatIsSentAgain() {
    Reading[] twice = {reading(80, 0), reading(70, 1)};
    try (PipelineTest test = PipelineTest.of(new SensorAlarms())) {
      test.put("readings", (Object[]) twice).put("readings", (Object[]) twice);
      assertThat(test.sink("alarms", Alarm.class))
          .containsExactly(alarm(true, 80, 0), alarm(false, 70, 1));
      assertThat(test.state("alarm", "boiler", Sensor.class))
          .contains(new Sensor(false, NINE.plusSeconds(1)));
    }
  }

  @Test
  void takesTheNameOfASensorFromItsTopic() {
    String line =
        "sensors/boiler room 2/temperature {\"celsius\":80,\n\"at\":\"2026-03-02T09:00:00Z\"}";
    try (PipelineTest test = PipelineTest.of(new SensorAlarms())) {
      test.putBytes("readings", line.getBytes(UTF_8));
      assertThat(test.sink("alarms", Alarm.class))
          .containsExactly(new Alarm("boiler room 2", true, 80, NINE));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sensors/boiler/humidity {\"celsius\":90,\"at\":\"2026-03-02T09:00:00Z\"}",
        "sensors/a+b/temperature {\"celsius\":90,\"at\":\"2026-03-02T09:00:00Z\"}",
        "sensors/boiler/temperature 90",
        "sensors/boiler/temperature {\"celsius\":90}",
        "sensors/boiler/temperature {\"at\":\"2026-03-02T09:00:00Z\"}"
      })
  void givesUpWhatIsNoReading(String line) {
    try (PipelineTest test = PipelineTest.of(new SensorAlarms())) {
      test.putBytes("readings", line.getBytes(UTF_8));
      assertThat(test.sink("alarms", Alarm.class)).isEmpty();
      assertThat(test.deadLetters())
          .singleElement()
          .extracting(DeadLetter::at, letter -> new String(letter.raw(), UTF_8))
          .containsExactly("readings", line);
    }
  }
}
