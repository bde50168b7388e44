package dev.potoroo;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A field or record component of a state or record that nobody is to see: wherever states and held
 * records are shown, by the management endpoint, the command line or the audit log, {@code "***"}
 * stands in its place. It is stored, sent and written by sinks and dead letters as it is.
 *
 * <pre>{@code
 * record Payment(String order, @Masked String card, long cents) {}
 * }</pre>
 *
 * <p>All fields of that name are masked, at any depth of the state or record. Setting {@code
 * potoroo.masked-fields} does the same for classes that cannot be annotated.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Masked {}
