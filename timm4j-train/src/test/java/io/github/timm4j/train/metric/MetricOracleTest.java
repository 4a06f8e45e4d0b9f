package io.github.timm4j.train.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.fixtures.FixtureStream;
import io.github.timm4j.fixtures.Fixtures;
import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Metrics and batch sizes against timm. The oracle's other miscellany is elsewhere or has no place here: key=value options
 * and boolean switches are the command line's, the reduction of batch-norm statistics the engine's; ranks from environment
 * variables belong to process groups and the layer flags to TorchScript, and this library has neither.
 */
@Tag("oracle")
class MetricOracleTest {
    private static final String FIXTURE = "utils/metrics_misc.json";

    private static Stream<JsonNode> cases(String... path) {
        if (!Fixtures.has(FIXTURE)) {
            return Stream.empty();
        }
        JsonNode node = Fixtures.json(FIXTURE);
        for (String name : path) {
            node = node.path(name);
        }
        return StreamSupport.stream(node.spliterator(), false);
    }

    @TestFactory
    Stream<DynamicTest> accuracies() {
        return Parity.tests(
                "metric-accuracy",
                cases("accuracy").map(c -> new OracleCase(c.get("id").asText(), true, () -> accuracy(c))));
    }

    private static void accuracy(JsonNode oracle) {
        long[] shape = longs(oracle.get("shape"));
        float[] logits =
                FixtureStream.floats(oracle.get("logits_stream").asText(), Math.toIntExact(shape[0] * shape[1]), 0, 1);
        int[] topk = IntStream.range(0, oracle.get("topk").size())
                .map(i -> oracle.get("topk").get(i).asInt())
                .toArray();
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray x = manager.create(logits, new Shape(shape));
            double[] found = Accuracy.topk(x, manager.create(longs(oracle.get("target"))), topk);
            assertThat(found).hasSize(topk.length);
            for (int i = 0; i < found.length; i++) {
                assertThat(found[i])
                        .isCloseTo(oracle.get("result_percent").get(i).asDouble(), within(1e-5));
            }
        }
    }

    private static long[] longs(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .toArray();
    }

    @TestFactory
    Stream<DynamicTest> averages() {
        AverageMeter meter = new AverageMeter();
        return Parity.tests(
                "metric-average",
                cases("average_meter", "updates")
                        .map(c -> new OracleCase("after " + c.get("val") + " x" + c.get("n"), true, () -> {
                            meter.update(c.get("val").asDouble(), c.get("n").asLong());
                            assertThat(meter.value()).isEqualTo(c.get("val").asDouble());
                            assertThat(meter.average()).isCloseTo(c.get("avg").asDouble(), within(1e-12));
                            assertThat(meter.sum()).isCloseTo(c.get("sum").asDouble(), within(1e-12));
                            assertThat(meter.count()).isEqualTo(c.get("count").asLong());
                        })));
    }

    @TestFactory
    Stream<DynamicTest> batchSizes() {
        return Parity.tests(
                "metric-batch-sizes",
                cases("decay_batch_step")
                        .map(c -> new OracleCase(name(c), true, () -> {
                            int size = c.get("start").asInt();
                            for (JsonNode expected : c.get("sequence")) {
                                assertThat(size).isEqualTo(expected.asInt());
                                size = BatchSizes.smaller(
                                        size,
                                        c.get("num_intra_steps").asInt(),
                                        c.get("no_odd").asBoolean());
                            }
                        })));
    }

    private static String name(JsonNode oracle) {
        return oracle.get("start") + " by " + oracle.get("num_intra_steps")
                + (oracle.get("no_odd").asBoolean() ? " even" : "");
    }

    @TestFactory
    Stream<DynamicTest> retries() {
        return Parity.tests(
                "metric-retry",
                cases("check_batch_size_retry")
                        .map(c -> new OracleCase(
                                c.get(0).asText(),
                                true,
                                () -> assertThat(BatchSizes.worthRetrying(
                                                c.get(0).asText()))
                                        .isEqualTo(c.get(1).asBoolean()))));
    }
}
