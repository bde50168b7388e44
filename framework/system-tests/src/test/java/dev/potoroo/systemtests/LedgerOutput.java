package dev.potoroo.systemtests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of all nodes. The lines of an account may be in several, since its group moves; in each
 * file they must be in order. Keeps a digest of each account's lines, however many they are.
 */
final class LedgerOutput {
  private final List<Path> files;
  private final long[] counts = new long[Ledger.ACCOUNTS];
  private final long[] digests = new long[Ledger.ACCOUNTS];

  private LedgerOutput(List<Path> files) {
    this.files = files;
  }

  /** Reads; fails at a line that comes too early or twice in a file. */
  static LedgerOutput read(List<Path> files) {
    LedgerOutput output = new LedgerOutput(files);
    for (Path file : files) {
      long[] last = new long[Ledger.ACCOUNTS];
      output.each(file, (account, line) -> output.add(file, account, line, last));
    }
    return output;
  }

  private interface Line {
    void is(int account, String line);
  }

  private void each(Path file, Line to) {
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        to.is(Integer.parseInt(line, 0, line.indexOf(' '), 10), line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw new AssertionError("[" + file + "] has a line that nobody can have written", e);
    }
  }

  private void add(Path file, int account, String line, long[] last) {
    int start = line.indexOf(' ') + 1;
    long number = Long.parseLong(line, start, line.indexOf(' ', start), 10);
    if (number <= last[account]) {
      throw new AssertionError(
          "[" + line + "] comes after number [" + last[account] + "] in [" + file + "]");
    }
    last[account] = number;
    counts[account]++;
    digests[account] += digest(line);
  }

  /** Fails unless each account has exactly the oracle's lines; says which ones it has not. */
  void assertSameAs(LedgerOracle oracle) {
    for (int account = 0; account < Ledger.ACCOUNTS; account++) {
      boolean same =
          counts[account] == oracle.account(account).count()
              && digests[account] == oracle.digest(account);
      if (!same) {
        throw new AssertionError(difference(account, oracle.lines(account)));
      }
    }
  }

  private String difference(int account, List<String> wanted) {
    List<String> missing = new ArrayList<>(wanted);
    List<String> unwanted = new ArrayList<>();
    for (Path file : files) {
      each(
          file,
          (number, line) -> {
            if (number == account && !missing.remove(line)) {
              unwanted.add(line + " in " + file.getFileName());
            }
          });
    }
    return "output of account ["
        + account
        + "] lacks "
        + missing
        + " and has too much "
        + unwanted
        + ", of ["
        + wanted.size()
        + "] lines";
  }

  long lines() {
    long all = 0;
    for (long count : counts) {
      all += count;
    }
    return all;
  }

  /** To be added up over the lines of an account. */
  static long digest(String line) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < line.length(); i++) {
      hash = (hash ^ line.charAt(i)) * 0x100000001b3L;
    }
    return Ledger.mix(hash);
  }
}
