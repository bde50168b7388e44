package dev.potoroo.management;

import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which {@code Host} a request may name. A page of another site cannot read our answers unless its
 * own name is made to resolve to this machine; then its requests name that site.
 */
final class HostFilter implements Predicate<String> {
  private final boolean open;
  private final Set<String> names;

  HostFilter(ManagementSettings settings) {
    this.open = !isLoopback(settings.host()) && settings.allowedHosts().isEmpty();
    this.names =
        Stream.concat(Stream.of(settings.host()), settings.allowedHosts().stream())
            .map(HostFilter::plain)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether only this machine reaches that host. */
  static boolean isLoopback(String host) {
    String name = plain(host);
    return name.equals("localhost")
        || name.equals("::1")
        || name.equals("0:0:0:0:0:0:0:1")
        || name.matches("127(\\.\\d{1,3}){3}");
  }

  /** Whether to answer; a request of HTTP/1.0 may name none. */
  @Override
  public boolean test(String host) {
    return open || host.isEmpty() || isLoopback(host) || names.contains(plain(host));
  }

  /** Whether the site that a browser sends a request for is the one that the request asks. */
  boolean isOurs(String origin, String host) {
    return plain(origin).equals(plain(host)) || !open && test(origin) && !origin.isEmpty();
  }

  private static String plain(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
  }
}
