/**
 * Files: {@link dev.potoroo.connector.file.FileSource} reads them, {@link
 * dev.potoroo.connector.file.FileSink} writes one.
 *
 * @since 0.1.0
 */
@NullMarked
package dev.potoroo.connector.file;

import org.jspecify.annotations.NullMarked;
