package dev.potoroo.store;

/**
 * Opens stores of one type: {@code potoroo.store.type = "rocksdb"}. Found by {@link
 * java.util.ServiceLoader}.
 */
public interface StateStoreProvider {

  /** The word in {@code potoroo.store.type}. */
  String type();

  /** Whether several nodes can have it open at once. */
  boolean shared();

  /**
   * Opens the store of a pipeline; makes it if there is none.
   *
   * @throws StoreException {@link StoreException.Kind#REFUSED} if it is of another pipeline, of a
   *     format that this version does not know, or in use by another process and not shared
   */
  StateStore open(StoreContext context) throws StoreException;
}
