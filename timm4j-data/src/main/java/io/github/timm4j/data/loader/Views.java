package io.github.timm4j.data.loader;

import io.github.timm4j.data.reader.Target;
import java.util.List;

/** A sample that is ready for its batch: the views of its picture and its label. */
record Views(List<Planes> planes, Target target) {}
