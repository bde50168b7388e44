/** The store that comes with the core: RocksDB, in a directory of one node. */
@NullMarked
package dev.potoroo.internal.store;

import org.jspecify.annotations.NullMarked;
