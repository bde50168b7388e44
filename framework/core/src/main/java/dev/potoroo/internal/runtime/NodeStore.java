package dev.potoroo.internal.runtime;

import dev.potoroo.ErrorCode;
import dev.potoroo.PotorooException;
import dev.potoroo.fault.FaultPoint;
import dev.potoroo.status.NodeMetrics.StoreMetrics;
import dev.potoroo.store.KeyTimer;
import dev.potoroo.store.StateStore;
import dev.potoroo.store.StoreException;
import dev.potoroo.store.StoredState;
import dev.potoroo.store.TimeDomain;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A node's store, with threads that may wait for it: what is unavailable is tried again, as long as
 * somebody wants it. Thread-safe.
 */
final class NodeStore implements AutoCloseable {
  private static final long BETWEEN_TRIES_NANOS = 200_000_000;
  private static final long CLOSING_NANOS = 5_000_000_000L;
  private static final int LOADERS = 2;

  private final StateStore store;
  private final Logger log;
  private final Consumer<PotorooException> onFailure;
  private final ExecutorService loaders;
  private final ExecutorService answering;
  private final ExecutorService writer;
  private final ExecutorService coordinating;
  private final LongAdder calls = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder callNanos = new LongAdder();
  private final AtomicInteger loading = new AtomicInteger();
  private final StateLoads loads = new StateLoads();
  private volatile boolean away;
  private volatile boolean closed;

  NodeStore(StateStore store, Logger log, Consumer<PotorooException> onFailure, Workers workers) {
    this.store = store;
    this.log = log;
    this.onFailure = onFailure;
    loaders = workers.pool("store-load", LOADERS);
    answering = workers.pool("store-ask", 1);
    writer = workers.pool("store-write", 1);
    coordinating = workers.pool("store-commit", 1);
  }

  /** Something that is asked of the store. */
  interface Call<T> {
    T run(StateStore store) throws StoreException;
  }

  /** Nobody wants the answer any more. */
  static final class UnwantedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnwantedException() {
      super("not wanted any more", null, false, false);
    }
  }

  /** Lists timers; {@code then} is not called if they are not wanted any more. */
  void timers(
      String step,
      TimeDomain domain,
      @Nullable KeyTimer after,
      int most,
      BooleanSupplier wanted,
      Consumer<List<KeyTimer>> then) {
    read(s -> s.timers(step, domain, Optional.ofNullable(after), most), wanted, then);
  }

  /** Reads something; {@code then} is not called if it is not wanted any more. */
  <T> void read(Call<T> question, BooleanSupplier wanted, Consumer<T> then) {
    onLoader(() -> then.accept(load(question, wanted)));
  }

  /**
   * Reads states of a step, for keys in turn, together with others that wait for the store; {@code
   * then} is not called if they are not wanted any more.
   */
  void states(
      String step,
      List<String> keys,
      BooleanSupplier wanted,
      Consumer<List<Optional<StoredState>>> then) {
    if (loads.add(step, keys, wanted, then)) {
      readStates(step);
    }
  }

  private void readStates(String step) {
    onLoader(
        () -> {
          try {
            loads.read(step, (all, any) -> load(store -> store.load(step, all), any));
          } finally {
            if (loads.goesOn(step)) {
              // Others that wait for a loader have their turn first.
              readStates(step);
            }
          }
        });
  }

  private <T> T load(Call<T> question, BooleanSupplier wanted) throws StoreException {
    FaultPoint.LOAD_BEFORE.reached();
    T found = insist(question, wanted);
    FaultPoint.LOAD_AFTER.reached();
    return found;
  }

  /** Something that a loader does. */
  private interface Loading {
    void run() throws StoreException;
  }

  private void onLoader(Loading what) {
    loading.incrementAndGet();
    try {
      loaders.execute(() -> doing(what));
    } catch (RejectedExecutionException e) {
      // It is closed: nobody wants what is left.
      loading.decrementAndGet();
    }
  }

  private void doing(Loading what) {
    try {
      what.run();
    } catch (UnwantedException e) {
      // Its generation is over.
    } catch (StoreException e) {
      fail(e);
    } finally {
      loading.decrementAndGet();
    }
  }

  /**
   * Reads for somebody who asks, and does not try again: the future may fail with a {@link
   * StoreException}. It has a thread of its own, since others may wait for the store.
   */
  <T> CompletableFuture<T> ask(Call<T> question) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return measured(question);
          } catch (StoreException e) {
            throw new CompletionException(e);
          }
        },
        answering);
  }

  /** How this node got on with the store. */
  StoreMetrics metrics() {
    return new StoreMetrics(!away, calls.sum(), failures.sum(), callNanos.sum());
  }

  private <T> T measured(Call<T> call) throws StoreException {
    long began = System.nanoTime();
    try {
      return call.run(store);
    } catch (StoreException e) {
      failures.increment();
      throw e;
    } finally {
      calls.increment();
      callNanos.add(System.nanoTime() - began);
    }
  }

  /** How many changes it takes best at once. */
  int writtenAtOnce() {
    return store.writtenAtOnce();
  }

  /** Frees what commits up to {@code round} have superseded. */
  void prune(long round) throws StoreException {
    try {
      store.prune(round);
    } catch (StoreException e) {
      if (!closed) {
        throw e;
      }
    }
  }

  /** Does something with the thread that writes. */
  void onWriter(Runnable task) {
    writer.execute(task);
  }

  /** Does something with the thread that begins generations and commits. */
  void onCoordinating(Runnable task) {
    coordinating.execute(task);
  }

  /**
   * Calls the store until it is available; blocks.
   *
   * @throws UnwantedException when it is not wanted any more
   */
  <T> T insist(Call<T> call, BooleanSupplier wanted) throws StoreException {
    while (true) {
      if (closed || !wanted.getAsBoolean()) {
        throw new UnwantedException();
      }
      try {
        T answer = measured(call);
        if (away) {
          away = false;
          log.info("the store is available again");
        }
        return answer;
      } catch (StoreException e) {
        if (e.kind() != StoreException.Kind.UNAVAILABLE) {
          throw e;
        }
        if (!away) {
          away = true;
          log.warn("the store is not available, and is tried again: {}", e.getMessage());
        }
        LockSupport.parkNanos(BETWEEN_TRIES_NANOS);
      }
    }
  }

  /** Ends the run with what the store says. */
  void fail(StoreException e) {
    ErrorCode code =
        switch (e.kind()) {
          case FENCED -> ErrorCode.FENCED;
          case UNAVAILABLE -> ErrorCode.STORE_UNAVAILABLE;
          case CORRUPT -> ErrorCode.STORE_CORRUPT;
          case REFUSED -> ErrorCode.STORE_REFUSED;
        };
    onFailure.accept(new PotorooException(code, String.valueOf(e.getMessage()), e));
  }

  /** Whether objects wait to be loaded. */
  boolean loading() {
    return loading.get() > 0;
  }

  /** Lets what has begun come to its end, if that does not take long; nothing new begins. */
  @Override
  public void close() {
    closed = true;
    List<ExecutorService> all = List.of(loaders, answering, writer, coordinating);
    all.forEach(ExecutorService::shutdown);
    long until = System.nanoTime() + CLOSING_NANOS;
    try {
      for (ExecutorService one : all) {
        if (!one.awaitTermination(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          one.shutdownNow();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    store.close();
  }
}
