package io.github.timm4j.optim;

import io.github.timm4j.optim.rule.ParameterState;
import io.github.timm4j.optim.rule.StateLayout;
import io.github.timm4j.optim.rule.UpdateRule.Counter;
import io.github.timm4j.weights.PlainValue;
import io.github.timm4j.weights.PlainValue.Dict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An optimizer's state in PyTorch's layout: {@code state} by index of the parameter, and {@code param_groups}. */
final class StateWriter {
    static final String STATE = "state";
    static final String GROUPS = "param_groups";
    static final String PARAMS = "params";

    private final Map<PlainValue, PlainValue> state = new LinkedHashMap<>();
    private final List<PlainValue> groups = new ArrayList<>();
    private long index;

    static Dict write(List<OptimizerGroup> groups) {
        StateWriter writer = new StateWriter();
        groups.forEach(writer::add);
        Map<String, PlainValue> all = new LinkedHashMap<>();
        all.put(STATE, new Dict(writer.state));
        all.put(GROUPS, PlainValue.list(writer.groups));
        return PlainValue.dict(all);
    }

    private void add(OptimizerGroup group) {
        List<PlainValue> params = new ArrayList<>();
        for (ParameterState member : group.members()) {
            StateLayout layout = member.layout();
            if (layout != null) {
                state.put(PlainValue.of(index), entries(member, layout));
            }
            params.add(PlainValue.of(index++));
        }
        Map<String, PlainValue> entries = new LinkedHashMap<>();
        group.settings().saved().forEach((name, value) -> entries.put(name, PlainValues.of(name, value)));
        for (Counter counter : group.rule().groupCounters()) {
            double count = group.counters().getOrDefault(counter.name(), 0.0);
            if (count > 0 || counter.always()) {
                entries.put(counter.name(), PlainValues.number(counter.kind(), count));
            }
        }
        entries.put(PARAMS, PlainValue.list(params));
        groups.add(PlainValue.dict(entries));
    }

    /** Tensors named {@code Q.0, Q.1, …} are a list in Python. */
    private static Dict entries(ParameterState member, StateLayout layout) {
        Map<String, PlainValue> entries = new LinkedHashMap<>();
        layout.scalars().forEach((name, scalar) -> {
            double value = member.scalars().getOrDefault(name, scalar.initial());
            entries.put(name, PlainValues.number(scalar.kind(), value));
        });
        Map<String, List<PlainValue>> lists = new LinkedHashMap<>();
        member.tensors().forEach((name, array) -> {
            int dot = name.indexOf('.');
            if (dot > 0) {
                lists.computeIfAbsent(name.substring(0, dot), key -> new ArrayList<>())
                        .add(PlainValues.tensor(array));
            } else if (layout.isSaved(name)) {
                entries.put(name, PlainValues.tensor(array));
            }
        });
        lists.forEach((name, items) -> entries.put(name, PlainValue.list(items)));
        return PlainValue.dict(entries);
    }
}
