package dev.potoroo.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.Codec;
import dev.potoroo.ErrorPolicy;
import dev.potoroo.Flow;
import dev.potoroo.Pipeline;
import dev.potoroo.PotorooException;
import dev.potoroo.Sink;
import dev.potoroo.Source;
import dev.potoroo.testkit.PipelineTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The codec, with a real server as its registry. */
@Timeout(180)
class AvroTest {
  private static final String SUBJECT = "orders-value";

  /** What producers wrote at first. */
  private static final Schema OLD =
      SchemaBuilder.record("Order")
          .fields()
          .requiredString("id")
          .requiredDouble("amount")
          .requiredString("coupon")
          .endRecord();

  /** The same without coupons, and with a currency. */
  private static final Schema NEW =
      SchemaBuilder.record("Order")
          .fields()
          .requiredString("id")
          .requiredDouble("amount")
          .name("currency")
          .type()
          .stringType()
          .stringDefault("EUR")
          .endRecord();

  private TestRegistry server;
  private SchemaRegistry registry;

  @BeforeEach
  void start() throws IOException {
    server = TestRegistry.start();
    server.put(1, SUBJECT, OLD);
    server.put(2, SUBJECT, NEW);
    registry = SchemaRegistry.at(server.url()).timeout(Duration.ofSeconds(30));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static GenericRecord old(String id, double amount) {
    return new GenericRecordBuilder(OLD)
        .set("id", id)
        .set("amount", amount)
        .set("coupon", "none")
        .build();
  }

  private byte[] written(GenericRecord record) throws Exception {
    return Avro.of(registry).subject(SUBJECT).codec(record.getSchema()).encode(record);
  }

  private Codec<GenericRecord> reading(Schema schema) {
    return Avro.of(registry).codec(schema);
  }

  /** A record that says it is of schema 1. */
  private static byte[] bytes(int... datum) {
    ByteBuffer raw = ByteBuffer.allocate(5 + datum.length).put((byte) 0).putInt(1);
    Arrays.stream(datum).forEach(b -> raw.put((byte) b));
    return raw.array();
  }

  @Test
  void writesTheNumberOfTheSchemaBeforeTheRecord() throws Exception {
    byte[] raw = written(old("a", 0));
    assertThat(raw)
        .containsExactly(0, 0, 0, 0, 1, 2, 'a', 0, 0, 0, 0, 0, 0, 0, 0, 8, 'n', 'o', 'n', 'e');
    assertThat(reading(OLD).decode(raw)).isEqualTo(old("a", 0));
    assertThat(server.asked()).containsExactly("POST /subjects/orders-value", "GET /schemas/ids/1");
  }

  @Test
  void readsWhatWasWrittenWithAnOlderSchemaAsTheNewOneSays() throws Exception {
    GenericRecord read = reading(NEW).decode(written(old("a", 2.5)));
    assertThat(read.getSchema()).isEqualTo(NEW);
    assertThat(read).hasToString("{\"id\": \"a\", \"amount\": 2.5, \"currency\": \"EUR\"}");
  }

  @Test
  void asksOnceForEachSchema() throws Exception {
    Codec<GenericRecord> writing = Avro.of(registry).subject(SUBJECT).codec(OLD);
    Codec<GenericRecord> reading = reading(NEW);
    for (int i = 0; i < 10; i++) {
      assertThat(reading.decode(writing.encode(old("a", i))).get("amount")).isEqualTo((double) i);
    }
    assertThat(server.asked()).containsExactly("POST /subjects/orders-value", "GET /schemas/ids/1");
  }

  @Test
  void readsAndWritesClassesOfAvrosCompiler() throws Exception {
    server.put(7, "readings-value", Reading.SCHEMA$);
    Codec<Reading> codec = Avro.of(registry).subject("readings-value").codec(Reading.class);
    assertThat(codec.decode(codec.encode(new Reading("m", 5)))).isEqualTo(new Reading("m", 5));
  }

  @Test
  void followsReferencesToOtherSchemas() throws Exception {
    server.put(
        3, "money", SchemaBuilder.record("Money").fields().requiredLong("cents").endRecord());
    String price =
        "{\"type\":\"record\",\"name\":\"Price\",\"fields\":[{\"name\":\"of\",\"type\":\"Money\"},"
            + "{\"name\":\"tax\",\"type\":\"Money\"}]}";
    server
        .put(4, "price", price)
        .putArray("references")
        .addObject()
        .put("name", "Money")
        .put("subject", "money")
        .put("version", 3);
    byte[] raw = {0, 0, 0, 0, 4, 2, 4};
    Schema.Parser parser = new Schema.Parser();
    Schema unused =
        parser.parse(
            "{\"type\":\"record\",\"name\":\"Money\",\"fields\":"
                + "[{\"name\":\"cents\",\"type\":\"long\"}]}");
    assertThat(reading(parser.parse(price)).decode(raw))
        .hasToString("{\"of\": {\"cents\": 1}, \"tax\": {\"cents\": 2}}");
  }

  @Test
  void refusesWhatIsNoSuchRecord() {
    Codec<GenericRecord> codec = reading(OLD);
    assertThatThrownBy(() -> codec.decode(new byte[0])).hasMessageContaining("begin with the byte");
    assertThatThrownBy(() -> codec.decode(new byte[] {1, 0, 0, 0, 1, 0}))
        .hasMessageContaining("begin with the byte [0]");
    assertThatThrownBy(() -> codec.decode(bytes())).hasMessageContaining("schema [1]");
    assertThatThrownBy(() -> codec.decode(bytes(2, 'a', 0, 0)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot be read as [Order]");
    assertThatThrownBy(() -> codec.decode(bytes(0xfe, 0xff, 0xff, 0xff, 0x07, 'a')))
        .hasMessageContaining("[1073741823] are to follow, and [1] bytes are left");
    assertThatThrownBy(() -> codec.decode(bytes(2, 'a', 0, 0, 0, 0, 0, 0, 0, 0, 0, 9)))
        .hasMessageContaining("more than one record");
    assertThatThrownBy(() -> reading(Reading.SCHEMA$).decode(bytes(2, 'a')))
        .hasMessageContaining("cannot be read as [dev.potoroo.avro.Reading]");
  }

  @Test
  void believesNoNumberOfElementsThatCannotBeThere() throws Exception {
    Schema lists =
        SchemaBuilder.record("Lists")
            .fields()
            .name("items")
            .type()
            .array()
            .items()
            .longType()
            .noDefault()
            .requiredBytes("rest")
            .endRecord();
    server.put(9, "lists", lists);
    Codec<GenericRecord> codec = Avro.of(registry).subject("lists").codec(lists);
    GenericRecord list =
        new GenericRecordBuilder(lists)
            .set("items", List.of(1L, 2L))
            .set("rest", ByteBuffer.wrap(new byte[] {1}))
            .build();
    assertThat(codec.decode(codec.encode(list))).isEqualTo(list);
    byte[] lie = {0, 0, 0, 0, 9, (byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 7, 2};
    assertThatThrownBy(() -> codec.decode(lie)).hasMessageContaining("are to follow");
  }

  @Test
  void saysWhatAnswerOfTheRegistryItCannotUse() {
    server.put(5, "proto", "syntax").put("schemaType", "PROTOBUF");
    server.put(6, "broken", "{");
    Codec<GenericRecord> codec = reading(OLD);
    assertThatThrownBy(() -> codec.decode(new byte[] {0, 0, 0, 0, 5, 0}))
        .hasMessageContaining("no Avro but [PROTOBUF]");
    assertThatThrownBy(() -> codec.decode(new byte[] {0, 0, 0, 0, 6, 0}))
        .hasMessageContaining("no schema of Avro");
    assertThatThrownBy(() -> codec.encode(old("a", 1))).hasMessageContaining("only reads");
    assertThatThrownBy(() -> Avro.of(registry).subject("other").codec(OLD).encode(old("a", 1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("[Order] is not registered for subject [other]");
    assertThatThrownBy(() -> SchemaRegistry.at("registry:8081")).hasMessageContaining("http://");
    assertThatThrownBy(() -> Avro.of(registry).codec(Schema.create(Schema.Type.INT)))
        .hasMessageContaining("must be that of a record");
  }

  @Test
  void waitsForARegistryThatIsAwayForAMoment() throws Exception {
    byte[] raw = written(old("a", 1));
    server.fail(503, 500, 429);
    assertThat(reading(OLD).decode(raw)).isEqualTo(old("a", 1));
  }

  @Test
  void saysThatItIsTheRegistryThatFails() throws Exception {
    byte[] raw = written(old("a", 1));
    server.requireAuthorization("Bearer secret");
    assertThatThrownBy(() -> reading(OLD).decode(raw))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("] has refused [/schemas/ids/1]: 401");
    assertThat(server.asked()).hasSize(2);
    SchemaRegistry allowed = registry.header("Authorization", "Bearer secret");
    assertThat(Avro.of(allowed).codec(OLD).decode(raw)).isEqualTo(old("a", 1));
    server.close();
    SchemaRegistry gone = registry.timeout(Duration.ofMillis(1));
    assertThatThrownBy(() -> Avro.of(gone).codec(OLD).decode(raw))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("] has not answered within [PT0.001S]");
  }

  private record Amounts(Codec<GenericRecord> codec) implements Pipeline {
    @Override
    public void define(Flow flow) {
      flow.from(
              Source.named("orders", codec)
                  .onError(
                      ErrorPolicy.deadLetter().on(RegistryException.class, ErrorPolicy.stop())))
          .map(order -> order.get("id") + " " + order.get("amount"))
          .to(Sink.named("amounts", Codec.lines()));
    }
  }

  @Test
  void aRecordOfAnUnknownSchemaIsADeadLetterAndTheOthersGoOn() throws Exception {
    byte[] unknown = written(old("b", 2));
    unknown[4] = 99;
    try (PipelineTest test = PipelineTest.of(new Amounts(reading(NEW)))) {
      test.putBytes("orders", written(old("a", 1)), unknown, written(old("c", 3)));
      assertThat(test.sink("amounts", String.class)).containsExactly("a 1.0", "c 3.0");
      assertThat(test.deadLetters())
          .singleElement()
          .satisfies(
              letter ->
                  assertThat(letter.error()).contains("there is no schema [99] in the registry"));
    }
  }

  @Test
  void aPipelineCanStopWhenTheRegistryFailsAndLoseNothing() throws Exception {
    byte[] raw = written(old("a", 1));
    server.requireAuthorization("Bearer secret");
    try (PipelineTest test = PipelineTest.of(new Amounts(reading(NEW)))) {
      assertThatThrownBy(() -> test.putBytes("orders", raw))
          .isInstanceOf(PotorooException.class)
          .hasMessageContaining("has refused");
    }
  }

  private record Orders(Codec<GenericRecord> codec, ErrorPolicy policy) implements Pipeline {
    @Override
    public void define(Flow flow) {
      flow.from(Source.named("ids", Codec.lines()))
          .map(id -> old(id, 1))
          .to(Sink.named("orders", codec).onError(policy));
    }
  }

  @Test
  void aSinkCanWaitUntilTheRegistryAnswersAndLoseNothing() throws Exception {
    Codec<GenericRecord> codec = Avro.of(registry).subject(SUBJECT).codec(OLD);
    ErrorPolicy patient =
        ErrorPolicy.deadLetter()
            .on(RegistryException.class, ErrorPolicy.retry(1000, Duration.ofSeconds(1)).thenStop());
    server.requireAuthorization("Bearer secret");
    try (PipelineTest test = PipelineTest.of(new Orders(codec, patient))) {
      Instant before = test.now();
      server.permitAfter(20);
      test.put("ids", "a", "b", "c").endRound();
      assertThat(test.committed("orders", GenericRecord.class))
          .containsExactly(old("a", 1), old("b", 1), old("c", 1));
      assertThat(test.now()).isAfter(before.plus(Duration.ofMinutes(10)));
      assertThat(test.deadLetters()).isEmpty();
    }
  }
}
