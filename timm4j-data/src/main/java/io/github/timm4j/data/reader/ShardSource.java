package io.github.timm4j.data.reader;

import java.util.stream.Stream;

/** Files of samples, each read from front to back. */
interface ShardSource {
    int shards();

    /** The samples of a shard; closing the stream closes its file. */
    Stream<Sample> open(int shard);
}
