/**
 * The PostgreSQL server that {@code local-cluster} starts: {@link
 * dev.potoroo.launcher.postgres.LocalPostgres}, found as a service.
 *
 * <p>Why it is a library of its own: the server is 90 megabytes, which those who run pipelines
 * elsewhere should not carry. Only the server is here. The command is in the launcher with the
 * other commands: to contribute it from outside would have made configuration, signals and exit
 * codes of the launcher public, for one user.
 *
 * <p>Why not {@code EmbeddedPostgres}, whose binaries these are: it runs the server as a child in
 * our process group, so Ctrl-C at a terminal would end the database before the nodes have drained;
 * it lets everybody on the machine in as the superuser; and it unpacks into a directory that all
 * users share.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo.launcher.postgres;

import org.jspecify.annotations.NullMarked;
