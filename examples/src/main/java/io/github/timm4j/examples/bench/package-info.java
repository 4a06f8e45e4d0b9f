/** Java and Python side by side: {@code mvn -q -Pbench -Dtimm4j.bench=NAME -Dtimm4j.python=INTERPRETER}. */
@NullMarked
package io.github.timm4j.examples.bench;

import org.jspecify.annotations.NullMarked;
