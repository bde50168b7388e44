package dev.potoroo;

/**
 * What an async step keeps of a key beside the records that wait.
 *
 * @param calls how many have answered or were given up: the number of the next one
 */
record CallCount(long calls) {
  CallCount next() {
    return new CallCount(calls + 1);
  }
}
