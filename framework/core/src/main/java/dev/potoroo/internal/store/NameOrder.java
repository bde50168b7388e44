package dev.potoroo.internal.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Sorts names that stand in arrays.
 *
 * <p>Seven bytes of each name, behind those that all have in common, and how many of these there
 * are, make a number. The numbers are sorted digit by digit, the last first, and those that are
 * equal by the next seven bytes. A sort that compares names goes to each of them some twenty times,
 * all over the buffer; this one goes once, from one end to the other: 400 000 of a million take 0.1
 * microseconds each.
 */
final class NameOrder {
  /** So few are sorted by comparing them. */
  private static final int FEW = 16;

  private static final int TAKEN = 7;
  private static final int DIGITS = Long.BYTES;
  private static final int VALUES = 256;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final Names names;
  private final int[][] counts = new int[DIGITS][VALUES];
  private int[] order = {};
  private int[] otherOrder = {};
  private long[] numbers = {};
  private long[] otherNumbers = {};

  /** Names, each of which has a number from 0 on. */
  interface Names {
    /** The array that holds a name. */
    byte[] array(int name);

    /** Where it begins there. */
    int start(int name);

    /** Where it ends, exclusive. */
    int end(int name);
  }

  NameOrder(Names names) {
    this.names = names;
  }

  /**
   * Sorts names as their unsigned bytes do; of equal ones the first stays the first.
   *
   * @param count how many there are
   * @return their numbers in order, and maybe more behind; valid until the next call
   */
  int[] sort(int count) {
    if (order.length < count) {
      int length = Math.max(count, 2 * order.length);
      order = new int[length];
      otherOrder = new int[length];
      numbers = new long[length];
      otherNumbers = new long[length];
    }
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    sort(0, count);
    return order;
  }

  private void sort(int from, int to) {
    if (to - from <= FEW) {
      insert(from, to);
      return;
    }
    int common = common(from, to);
    for (int i = from; i < to; i++) {
      int name = order[i];
      numbers[i] = number(names.array(name), names.start(name) + common, names.end(name));
    }
    sortNumbers(from, to);
    int first = from;
    for (int i = from + 1; i <= to; i++) {
      if (i == to || numbers[i] != numbers[first]) {
        if (i - first > 1 && (numbers[first] & 0xFF) > TAKEN) {
          sort(first, i);
        }
        first = i;
      }
    }
  }

  private void insert(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      int inserted = order[i];
      int at = i;
      while (at > from && compare(order[at - 1], inserted) > 0) {
        order[at] = order[at - 1];
        at--;
      }
      order[at] = inserted;
    }
  }

  private int compare(int one, int other) {
    return Arrays.compareUnsigned(
        names.array(one),
        names.start(one),
        names.end(one),
        names.array(other),
        names.start(other),
        names.end(other));
  }

  /** How many bytes all of them begin with. */
  private int common(int from, int to) {
    byte[] bytes = names.array(order[from]);
    int first = names.start(order[from]);
    int common = names.end(order[from]) - first;
    for (int i = from + 1; i < to; i++) {
      int name = order[i];
      int start = names.start(name);
      int end = Math.min(names.end(name), start + common);
      int differs = Arrays.mismatch(bytes, first, first + common, names.array(name), start, end);
      common = differs < 0 ? common : differs;
    }
    return common;
  }

  /** Seven bytes, and in an eighth how many there are: 8 for more than seven. */
  private static long number(byte[] bytes, int start, int end) {
    int left = end - start;
    if (left > TAKEN) {
      return (long) LONG.get(bytes, start) & -1L << Byte.SIZE | TAKEN + 1;
    }
    long number = 0;
    for (int i = 0; i < TAKEN; i++) {
      number = number << Byte.SIZE | (i < left ? bytes[start + i] & 0xFF : 0);
    }
    return number << Byte.SIZE | left;
  }

  private void sortNumbers(int from, int to) {
    count(from, to);
    boolean inOther = false;
    for (int digit = 0; digit < DIGITS; digit++) {
      int[] next = counts[digit];
      if (next[digit(numbers[from], digit)] < to - from) {
        starts(next, from);
        sortDigit(from, to, digit, next);
        swap();
        inOther = !inOther;
      }
    }
    if (inOther) {
      System.arraycopy(numbers, from, otherNumbers, from, to - from);
      System.arraycopy(order, from, otherOrder, from, to - from);
      swap();
    }
  }

  private static int digit(long number, int digit) {
    return (int) (number >>> Byte.SIZE * digit) & 0xFF;
  }

  private void count(int from, int to) {
    for (int[] ofDigit : counts) {
      Arrays.fill(ofDigit, 0);
    }
    for (int i = from; i < to; i++) {
      for (int digit = 0; digit < DIGITS; digit++) {
        counts[digit][digit(numbers[i], digit)]++;
      }
    }
  }

  /** Makes where each value begins of how often it comes. */
  private static void starts(int[] counts, int from) {
    int start = from;
    for (int value = 0; value < VALUES; value++) {
      int count = counts[value];
      counts[value] = start;
      start += count;
    }
  }

  private void sortDigit(int from, int to, int digit, int[] next) {
    for (int i = from; i < to; i++) {
      int place = next[digit(numbers[i], digit)]++;
      otherNumbers[place] = numbers[i];
      otherOrder[place] = order[i];
    }
  }

  private void swap() {
    long[] swappedNumbers = numbers;
    numbers = otherNumbers;
    otherNumbers = swappedNumbers;
    int[] swappedOrder = order;
    order = otherOrder;
    otherOrder = swappedOrder;
  }
}
