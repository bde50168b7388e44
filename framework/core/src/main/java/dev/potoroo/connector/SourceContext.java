package dev.potoroo.connector;

/**
 * What a reader needs to know.
 *
 * @param source the source's name
 * @param partition one of {@link SourceConnector#partitions}
 * @param startPosition where to start: 0, or a position that a reader of this partition has given
 *     before
 * @param maxRecordSize the largest record in bytes; larger ones are to be rejected as {@code
 *     too-large}
 * @param maxRawSize how many bytes of a rejected record are worth keeping
 */
public record SourceContext(
    String source, String partition, long startPosition, int maxRecordSize, int maxRawSize) {}
