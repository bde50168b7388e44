package dev.potoroo.launcher;

import java.util.concurrent.Callable;

/**
 * A command that a jar adds to its command line, as the sample applications add {@code bench}. It
 * is a picocli command ({@code @Command} with a name, public constructor without arguments), and is
 * found as a service: named in {@code META-INF/services/dev.potoroo.launcher.ExtraCommand}.
 *
 * <p>It returns the exit code; what it throws is reported as every failure is.
 */
public interface ExtraCommand extends Callable<Integer> {}
