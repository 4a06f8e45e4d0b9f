package io.github.timm4j.optim;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.timm4j.optim.ParameterGroups.Grouping;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Grouping apart from the oracle's models. */
class ParameterGroupsTest {
    @Test
    void modelsWithoutGroupMatcherAreCutIntoEqualLayersAndAHead() {
        List<String> names = List.of("a", "b", "c", "d", "e", "head.weight", "head.bias");
        Map<String, Integer> expected = new LinkedHashMap<>();
        expected.put("a", 0);
        expected.put("b", 0);
        expected.put("c", 1);
        expected.put("d", 1);
        expected.put("e", 2);
        expected.put("head.weight", 3);
        expected.put("head.bias", 3);
        assertThat(ParameterSource.automaticLayers(names, List.of("head"), 2)).isEqualTo(expected);
    }

    @Test
    void withoutAHeadAllIsOneLayer() {
        assertThat(ParameterSource.automaticLayers(List.of("a", "b"), List.of(), 1)
                        .values())
                .containsExactly(0, 0);
    }

    @Test
    void withoutWeightDecayThereIsOneGroup() {
        try (ToyNet net = new ToyNet()) {
            List<ParameterGroup> groups = ParameterGroups.of(net.source(), Grouping.of(0));
            assertThat(groups).hasSize(1);
            assertThat(groups.get(0).parameters()).hasSize(4);
            assertThat(groups.get(0).settings().get("weight_decay")).isEqualTo(0.0);
        }
    }

    @Test
    void frozenParametersAreLeftOut() {
        try (ToyNet net = new ToyNet()) {
            net.parameters.get("norm.weight").freeze(true);
            List<ParameterGroup> groups = ParameterGroups.of(net.source(), Grouping.of(0.1));
            assertThat(groups.get(0).parameters().keySet()).containsExactly("fc.bias");
            assertThat(groups.get(1).parameters().keySet()).containsExactly("conv.weight", "fc.weight");
        }
    }

    @Test
    void namesThatTheModelExceptsHaveNoDecay() {
        try (ToyNet net = new ToyNet()) {
            ParameterSource source = new ParameterSource(net.parameters, List.of("conv.*"), Map.of());
            List<ParameterGroup> groups = ParameterGroups.of(source, Grouping.of(0.1));
            assertThat(groups.get(1).parameters().keySet()).containsExactly("fc.weight");
        }
    }
}
