package dev.potoroo.csv;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.potoroo.Codec;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * Records as lines of values between commas; the type is a record or a bean, as for JSON.
 *
 * <pre>{@code
 * Source.named("orders", Csv.columns("id", "customer", "amount").codec(Order.class))
 *     .from(DirectorySource.of("in").matching("*.csv").header())
 * }</pre>
 *
 * <p>Columns go by their place; the connector passes over a line of names at the top. Values may be
 * in double quotes, but a record is one line: no value has a line break. A line with too few or too
 * many values is an error of that record; what is empty is null, or an error where the type knows
 * none. Immutable.
 */
public final class Csv {
  private static final CsvMapper MAPPER =
      CsvMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .enable(CsvParser.Feature.EMPTY_STRING_AS_NULL)
          .enable(CsvParser.Feature.FAIL_ON_MISSING_COLUMNS)
          .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  private final List<String> columns;
  private final char separator;

  private Csv(List<String> columns, char separator) {
    if (Set.copyOf(columns).size() < columns.size()) {
      throw new IllegalArgumentException("columns " + columns + " must be different ones.");
    }
    if (separator == '"' || separator == '\n' || separator == '\r') {
      throw new IllegalArgumentException("a separator must be no quote and no line break.");
    }
    this.columns = columns;
    this.separator = separator;
  }

  /** Of these columns, in this order; as the type's properties are called. */
  public static Csv columns(String... names) {
    if (names.length == 0) {
      throw new IllegalArgumentException("name one column at least.");
    }
    return new Csv(List.of(names), ',');
  }

  /** With something else between values than a comma, {@code ';'} or {@code '\t'} say. */
  public Csv separator(char separator) {
    return new Csv(columns, separator);
  }

  /** A codec of that type. */
  public <T> Codec<T> codec(Class<T> type) {
    CsvSchema.Builder schema = CsvSchema.builder();
    columns.forEach(schema::addColumn);
    CsvSchema lines = schema.setColumnSeparator(separator).setLineSeparator("").build();
    ObjectReader reader = MAPPER.readerFor(type).with(lines);
    ObjectWriter writer = MAPPER.writerFor(type).with(lines);
    return Codec.<T>of(reader::readValue, record -> line(writer.writeValueAsBytes(record)))
        .asText()
        .named("csv");
  }

  private static byte[] line(byte[] encoded) throws IOException {
    for (byte b : encoded) {
      if (b == '\n' || b == '\r') {
        throw new IOException("a value has a line break, and a record must be one line");
      }
    }
    return encoded;
  }
}
