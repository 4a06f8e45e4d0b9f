package io.github.timm4j.optim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.weights.PlainValue;
import io.github.timm4j.weights.PlainValue.Dict;
import io.github.timm4j.weights.PlainValue.Symbol;
import io.github.timm4j.weights.PlainValue.Tensor;
import io.github.timm4j.weights.WeightTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compares saved states with the oracle's: every setting of a group, name, type and shape of what is kept. */
final class StateLayoutChecks {
    // the oracle switched the implementation, which Java does not have
    private static final Set<String> NOT_SETTINGS = Set.of("foreach", "param_names");

    private StateLayoutChecks() {}

    static void groups(GroupOptimizer optimizer, JsonNode expected) {
        List<PlainValue> groups = PlainValues.items(optimizer.stateDict().get("param_groups"), "");
        assertThat(groups).hasSize(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            Dict group = (Dict) groups.get(i);
            Set<String> names = names(group);
            names.removeAll(Set.of("foreach", "params"));
            assertThat(names).isEqualTo(settings(expected.get(i)));
            for (String name : names) {
                assertThat(json(group.get(name)))
                        .as("%s of group %d", name, i)
                        .isEqualTo(json(expected.get(i).get(name)));
            }
            List<String> params = new ArrayList<>();
            expected.get(i).get("param_names").forEach(name -> params.add(name.asText()));
            assertThat(optimizer.groups().get(i).names()).isEqualTo(params);
        }
    }

    static void state(GroupOptimizer optimizer, JsonNode expected) {
        Dict state = (Dict) PlainValues.entry(optimizer.stateDict(), "state");
        long index = 0;
        for (OptimizerGroup group : optimizer.groups()) {
            for (String name : group.names()) {
                Dict kept = (Dict) state.items().get(PlainValue.of(index++));
                JsonNode oracle = expected.get(name);
                assertThat(names(kept)).as(name).isEqualTo(keys(oracle));
                oracle.properties()
                        .forEach(entry -> assertThat(describe(kept.get(entry.getKey())))
                                .as("%s of %s", entry.getKey(), name)
                                .isEqualTo(describe(entry.getValue())));
            }
        }
    }

    private static Set<String> names(Dict dict) {
        Set<String> names = new TreeSet<>();
        dict.items().keySet().forEach(key -> names.add(((PlainValue.Text) key).value()));
        return names;
    }

    private static Set<String> settings(JsonNode group) {
        Set<String> names = keys(group);
        names.removeAll(NOT_SETTINGS);
        return names;
    }

    private static Set<String> keys(JsonNode node) {
        Set<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String json(PlainValue value) {
        return value instanceof Symbol symbol ? symbol.name() : numbersAsDoubles(PlainValues.plain(value));
    }

    private static String json(JsonNode value) {
        if (value.isArray()) {
            List<String> items = new ArrayList<>();
            value.forEach(item -> items.add(json(item)));
            return items.toString();
        }
        return value.isNumber() ? Double.toString(value.asDouble()) : value.asText();
    }

    private static String numbersAsDoubles(Object value) {
        if (value instanceof List<?> list) {
            return list.stream()
                    .map(StateLayoutChecks::numbersAsDoubles)
                    .toList()
                    .toString();
        }
        return value instanceof Number number ? Double.toString(number.doubleValue()) : String.valueOf(value);
    }

    /** Kind, and type and shape of tensors or value of numbers that count. */
    private static String describe(PlainValue value) {
        if (value instanceof Tensor tensor) {
            return "tensor " + type(tensor.value()) + " " + shape(tensor.value());
        }
        if (value instanceof PlainValue.Items items) {
            return "list "
                    + items.items().stream()
                            .map(item -> shape(((Tensor) item).value()))
                            .toList();
        }
        if (value instanceof PlainValue.Int number) {
            return "int " + number.value();
        }
        return value instanceof PlainValue.Bool flag ? "bool " + flag.value() : "float";
    }

    private static String describe(JsonNode value) {
        String kind = value.get(0).asText();
        return switch (kind) {
            case "tensor" -> "tensor " + value.get(1).asText() + " " + shape(value.get(2));
            case "list" -> {
                List<String> shapes = new ArrayList<>();
                value.get(1).forEach(shape -> shapes.add(shape(shape)));
                yield "list " + shapes;
            }
            case "float" -> "float";
            default -> kind + " " + value.get(1).asText();
        };
    }

    private static String type(WeightTensor tensor) {
        return switch (tensor.type()) {
            case F32 -> "float32";
            case BF16 -> "bfloat16";
            default -> tensor.type().name();
        };
    }

    private static String shape(WeightTensor tensor) {
        List<Long> sizes = new ArrayList<>();
        for (long size : tensor.shape()) {
            sizes.add(size);
        }
        return sizes.toString();
    }

    private static String shape(JsonNode sizes) {
        List<Long> shape = new ArrayList<>();
        sizes.forEach(size -> shape.add(size.asLong()));
        return shape.toString();
    }
}
