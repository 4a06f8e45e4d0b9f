package io.github.timm4j.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timm4j.config.Arguments;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class WildcardTest {
    /** The table is what Python's {@code fnmatch.fnmatchcase} says. */
    @TestFactory
    Stream<DynamicTest> matchesAsFnmatchDoes() throws IOException {
        Arguments table = Arguments.fromJson(
                WildcardTest.class.getResourceAsStream("fnmatch.json").readAllBytes());
        List<?> names = (List<?>) table.get("names");
        return ((Map<?, ?>) table.get("matches"))
                .entrySet().stream()
                        .map(row -> DynamicTest.dynamicTest("pattern " + row.getKey(), () -> {
                            Wildcard wildcard = new Wildcard((String) row.getKey());
                            assertThat(names.stream().filter(name -> wildcard.matches((String) name)))
                                    .isEqualTo(row.getValue());
                        }));
    }
}
