package dev.potoroo.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.potoroo.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AccessTest {
  private final AtomicLong now = new AtomicLong(-5);
  private final Access access = access(false);

  private Access access(boolean readingIsFree) {
    return new Access(
        List.of(
            AccessToken.of("prometheus", Role.METRICS, "scrape-me"),
            AccessToken.of("reader", Role.READ, "read-me"),
            AccessToken.of("operator", Role.OPERATE, "operate-me"),
            AccessToken.of("owner", Role.EDIT, "edit-me")),
        readingIsFree,
        3,
        now::get);
  }

  private Optional<String> code(Access access, Role needed, String token) {
    return access
        .refusal(needed, Optional.of(token), "127.0.0.1")
        .map(problem -> problem.status() + " " + problem.code());
  }

  @Test
  void letsARoleDoWhatTheOnesBeforeItMay() {
    String forbidden = "403 " + ErrorCode.FORBIDDEN.code();
    List<String> tokens =
        List.of("Bearer scrape-me", "Bearer read-me", "bearer operate-me", "Bearer edit-me");
    for (int has = 0; has < tokens.size(); has++) {
      for (Role needed : Role.values()) {
        assertThat(code(access, needed, tokens.get(has)))
            .isEqualTo(has >= needed.ordinal() ? Optional.empty() : Optional.of(forbidden));
      }
    }
  }

  @Test
  void letsEverybodyReadWhereReadingIsFree() {
    Access open = access(true);
    assertThat(open.refusal(Role.READ, Optional.empty(), "127.0.0.1")).isEmpty();
    assertThat(code(open, Role.READ, "Bearer wrong")).isEmpty();
    assertThat(open.refusal(Role.OPERATE, Optional.empty(), "127.0.0.1")).isPresent();
  }

  @Test
  void knowsNoTokenButThose() {
    String unauthorized = "401 " + ErrorCode.UNAUTHORIZED.code();
    assertThat(code(access, Role.READ, "read-me")).hasValue(unauthorized);
    assertThat(code(access, Role.READ, "Basic read-me")).hasValue(unauthorized);
    assertThat(code(access, Role.READ, "Bearer ")).hasValue(unauthorized);
    assertThat(code(access, Role.READ, "Bearer read-me2")).hasValue(unauthorized);
    assertThat(code(access, Role.READ, "Bearer READ-ME")).hasValue(unauthorized);
  }

  @Test
  void listensNoMoreToAnAddressThatGuesses() {
    String tooMany = "429 " + ErrorCode.TOO_MANY.code();
    for (int i = 0; i < 3; i++) {
      assertThat(code(access, Role.READ, "Bearer guess-" + i))
          .hasValueSatisfying(c -> assertThat(c).startsWith("401"));
    }
    assertThat(code(access, Role.READ, "Bearer guess-4")).hasValue(tooMany);
    assertThat(code(access, Role.READ, "Bearer edit-me")).as("not looked at").hasValue(tooMany);
    assertThat(access.refusal(Role.READ, Optional.of("Bearer edit-me"), "127.0.0.2")).isEmpty();
    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(code(access, Role.READ, "Bearer edit-me")).isEmpty();
  }

  @Test
  void givesSoManyInASecondAndNoMore() {
    Allowance allowance = new Allowance(10, 0);
    int taken = 0;
    for (long at = 0; at <= TimeUnit.SECONDS.toNanos(5); at += TimeUnit.MILLISECONDS.toNanos(1)) {
      taken += allowance.take(at) ? 1 : 0;
    }
    assertThat(taken).isBetween(10 + 50 - 1, 10 + 50);
  }
}
