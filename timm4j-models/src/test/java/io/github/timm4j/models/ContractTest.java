package io.github.timm4j.models;

import io.github.timm4j.config.ImageSize;
import io.github.timm4j.nn.ArchitectureContract;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every architecture keeps the contract; the small ones by default, all that fit memory in the soak run. */
class ContractTest {
    private static final long SMALL = 6_000_000;
    private static final long LARGE = 150_000_000;

    @TestFactory
    Stream<DynamicTest> contract() {
        long limit = Boolean.getBoolean("timm4j.soak") ? LARGE : SMALL;
        return Catalogue.entries()
                .filter(entry -> entry.spec().get("num_params").asLong() < limit)
                .map(entry -> DynamicTest.dynamicTest(entry.name(), () -> verify(entry)));
    }

    private static void verify(Catalogue.Entry entry) {
        new ArchitectureContract(entry.architecture(), entry::options, size(entry)).verify();
    }

    private static ImageSize size(Catalogue.Entry entry) {
        boolean fixed = entry.spec().path("fixed_input_size").asBoolean();
        return fixed
                ? new ImageSize(
                        entry.spec().get("input_size").get(1).asInt(),
                        entry.spec().get("input_size").get(2).asInt())
                : ImageSize.square(96);
    }
}
