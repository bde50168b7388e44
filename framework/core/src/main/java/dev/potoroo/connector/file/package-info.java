/**
 * Files: {@link dev.potoroo.connector.file.FileSource} reads them, {@link
 * dev.potoroo.connector.file.FileSink} writes one.
 */
@NullMarked
package dev.potoroo.connector.file;

import org.jspecify.annotations.NullMarked;
