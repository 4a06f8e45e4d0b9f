/** From datasets to batches on a device: workers, prefetching and collation. */
@NullMarked
package io.github.timm4j.data.loader;

import org.jspecify.annotations.NullMarked;
