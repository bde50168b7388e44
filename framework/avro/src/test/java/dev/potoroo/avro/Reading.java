package dev.potoroo.avro;

import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.specific.SpecificRecordBase;

/** As Avro's compiler makes a class: {@link #SCHEMA$} and fields by their place. */
public final class Reading extends SpecificRecordBase {
  private static final long serialVersionUID = 1L;

  public static final Schema SCHEMA$ =
      SchemaBuilder.record("Reading")
          .namespace("dev.potoroo.avro")
          .fields()
          .requiredString("meter")
          .requiredLong("watts")
          .endRecord();

  private String meter = "";
  private long watts;

  public Reading() {}

  Reading(String meter, long watts) {
    this.meter = meter;
    this.watts = watts;
  }

  @Override
  public Schema getSchema() {
    return SCHEMA$;
  }

  @Override
  public Object get(int field) {
    return field == 0 ? meter : watts;
  }

  @Override
  public void put(int field, Object value) {
    if (field == 0) {
      meter = value.toString();
    } else {
      watts = (Long) value;
    }
  }
}
