/** Opens stores; and the one that is part of the core: RocksDB, in a directory of one node. */
@NullMarked
package dev.potoroo.internal.store;

import org.jspecify.annotations.NullMarked;
