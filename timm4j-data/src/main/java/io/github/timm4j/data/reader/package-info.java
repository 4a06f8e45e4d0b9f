/**
 * Where samples come from: image folders, tar files, CSV lists, WebDataset shards, TFRecord shards and parquet files. A
 * reader gives undecoded bytes with a label, so that decoding and augmentation stay with the data set and the loader.
 */
@NullMarked
package io.github.timm4j.data.reader;

import org.jspecify.annotations.NullMarked;
