package dev.potoroo.samples;

import java.time.Instant;

/** Money that a user has brought (or taken, if the amount is negative). */
public record Transaction(String user, long amount, Instant at) {

  /** Reads {@code user,amount} or {@code user,amount,time}; without a time it is that of 1970. */
  static Transaction parse(String line) {
    String[] parts = line.split(",");
    if (parts.length < 2 || parts.length > 3) {
      throw new IllegalArgumentException(
          "a transaction is [user,amount] or [user,amount,time], this is [" + line + "]");
    }
    Instant at = parts.length == 3 ? Instant.parse(parts[2]) : Instant.EPOCH;
    return new Transaction(parts[0], Long.parseLong(parts[1]), at);
  }

  /** What to say about an amount that is above {@code limit}, or below its negative, if it is. */
  static String alert(String user, long amount, long limit) {
    if (amount > limit) {
      return "Deposit Alert for " + user + ": " + amount;
    }
    return amount < -limit ? "Withdrawal Alert for " + user + ": " + amount : "";
  }
}
