package io.github.timm4j.optim;

import io.github.timm4j.fixtures.OracleCase;
import io.github.timm4j.fixtures.Parity;
import io.github.timm4j.internal.Engines;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Twelve steps of every optimizer under several settings, and what it keeps then, against timm. */
@Tag("oracle")
class StepsOracleTest {
    private static int threads;

    @BeforeAll
    static void runOnOneThreadAsTheOracleDid() {
        threads = Engines.threads();
        Engines.threads(1);
    }

    @AfterAll
    static void restoreThreads() {
        Engines.threads(threads);
    }

    @TestFactory
    Stream<DynamicTest> parametersFollowTimms() {
        return Parity.tests("optim-steps", StepsCase.all().map(c -> new OracleCase(c.id(), true, () -> run(c))));
    }

    private static void run(StepsCase oracle) {
        try (ToyNet net = new ToyNet();
                GroupOptimizer optimizer = oracle.optimizer(net)) {
            StateLayoutChecks.groups(optimizer, oracle.oracle().get("groups"));
            for (int t = 1; t <= StepsCase.LAST; t++) {
                oracle.step(net, optimizer, t);
                oracle.compare(net, t);
            }
            StateLayoutChecks.state(optimizer, oracle.oracle().get("state_keys"));
        }
    }
}
