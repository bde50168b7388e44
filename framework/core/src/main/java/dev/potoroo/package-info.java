/** What a first pipeline imports. */
@NullMarked
package dev.potoroo;

import org.jspecify.annotations.NullMarked;
