package io.github.timm4j.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.StateDictException;
import io.github.timm4j.config.Arguments;
import io.github.timm4j.optim.rule.Kernel;
import io.github.timm4j.optim.rule.ParameterState;
import io.github.timm4j.optim.rule.StateLayout;
import io.github.timm4j.optim.rule.UpdateRule;
import io.github.timm4j.optim.rule.UpdateRule.Counter;
import io.github.timm4j.weights.PlainValue;
import io.github.timm4j.weights.PlainValue.Bool;
import io.github.timm4j.weights.PlainValue.Dict;
import io.github.timm4j.weights.PlainValue.Tensor;
import io.github.timm4j.weights.WeightTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what {@link StateWriter} or PyTorch wrote; groups change only once all of it has been understood. */
final class StateReader {
    private static final Kernel COPY =
            Kernel.function("target: Tensor, source: Tensor", "NoneType", "target.copy_(source)");

    private final NDManager manager;
    private final List<ParameterState> made = new ArrayList<>();
    private final List<Runnable> changes = new ArrayList<>();

    private StateReader(NDManager manager) {
        this.manager = manager;
    }

    static void read(PlainValue value, List<OptimizerGroup> groups, NDManager manager) {
        StateReader reader = new StateReader(manager);
        try {
            reader.readAll(value, groups);
        } catch (RuntimeException | Error e) {
            reader.made.forEach(ParameterState::clear);
            throw e;
        }
        reader.changes.forEach(Runnable::run);
    }

    private void readAll(PlainValue value, List<OptimizerGroup> groups) {
        PlainValue state = PlainValues.entry(value, StateWriter.STATE);
        List<PlainValue> saved = PlainValues.items(PlainValues.entry(value, StateWriter.GROUPS), StateWriter.GROUPS);
        if (saved.size() != groups.size()) {
            throw new StateDictException(
                    "the optimizer has " + groups.size() + " parameter groups, the saved state " + saved.size());
        }
        if (!(state instanceof Dict byIndex)) {
            throw new StateDictException("expected a dictionary of parameter states, found " + state);
        }
        for (int i = 0; i < saved.size(); i++) {
            readGroup(saved.get(i), groups.get(i), i, byIndex);
        }
    }

    private void readGroup(PlainValue saved, OptimizerGroup group, int index, Dict state) {
        List<PlainValue> params = PlainValues.items(PlainValues.entry(saved, StateWriter.PARAMS), StateWriter.PARAMS);
        List<ParameterState> members = group.members();
        if (params.size() != members.size()) {
            throw new StateDictException(
                    "group " + index + " has " + members.size() + " parameters, the saved one " + params.size());
        }
        GroupSettings settings;
        try {
            settings = group.settings().withSaved(arguments(saved));
        } catch (IllegalArgumentException e) {
            throw new StateDictException("group " + index + " of the saved state: " + e.getMessage(), e);
        }
        Map<String, Double> counters = new LinkedHashMap<>();
        for (Counter counter : settings.rule().groupCounters()) {
            PlainValue count = saved instanceof Dict dict ? dict.get(counter.name()) : null;
            counters.put(counter.name(), count == null ? 0.0 : PlainValues.number(count, counter.name()));
        }
        changes.add(() -> group.restore(settings, counters));
        for (int i = 0; i < params.size(); i++) {
            ParameterState member = members.get(i);
            ParameterState read = new ParameterState(member.name(), member.parameter(), member.fallback());
            made.add(read);
            if (state.items().get(params.get(i)) instanceof Dict entries
                    && !entries.items().isEmpty()) {
                readParameter(entries, read, settings.rule());
            }
            changes.add(() -> member.become(read));
        }
    }

    private static Arguments arguments(PlainValue group) {
        Arguments arguments = Arguments.NONE;
        if (group instanceof Dict dict) {
            for (Map.Entry<PlainValue, PlainValue> entry : dict.items().entrySet()) {
                if (entry.getKey() instanceof PlainValue.Text name
                        && !name.value().equals(StateWriter.PARAMS)) {
                    arguments = arguments.with(name.value(), PlainValues.plain(entry.getValue()));
                }
            }
        }
        return arguments;
    }

    private void readParameter(Dict entries, ParameterState parameter, UpdateRule rule) {
        entries.items().forEach((key, value) -> {
            if (key instanceof PlainValue.Text name && value instanceof Bool flag) {
                parameter.scalars().put(name.value(), flag.value() ? 1.0 : 0.0);
            }
        });
        StateLayout layout = parameter.layout(rule);
        layout.scalars().keySet().forEach(name -> {
            PlainValue value = entries.get(name);
            if (value != null) {
                parameter.scalars().put(name, PlainValues.number(value, name));
            }
        });
        Map<String, WeightTensor> tensors = tensors(entries);
        tensors.keySet().removeAll(layout.scalars().keySet());
        if (tensors.isEmpty()) {
            return;
        }
        layout.tensors().keySet().forEach(name -> {
            if (layout.isSaved(name) && !tensors.containsKey(name)) {
                throw new StateDictException("the saved state of " + parameter.name() + " lacks " + name);
            }
        });
        tensors.forEach((name, tensor) -> keep(parameter, layout, name, tensor));
    }

    private void keep(ParameterState parameter, StateLayout layout, String name, WeightTensor tensor) {
        Shape expected = layout.shape(name).orElse(parameter.shape());
        if (!Arrays.equals(tensor.shape(), expected.getShape())) {
            throw new StateDictException("the saved " + name + " of " + parameter.name() + " has shape "
                    + Arrays.toString(tensor.shape()) + ", expected " + expected);
        }
        NDArray array = parameter.allocate(name, manager);
        try (NDArray values = tensor.toArray(manager)) {
            COPY.run(array, values);
        }
    }

    private static Map<String, WeightTensor> tensors(Dict entries) {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        entries.items().forEach((key, value) -> {
            String name = key instanceof PlainValue.Text text ? text.value() : "";
            if (value instanceof Tensor tensor) {
                tensors.put(name, tensor.value());
            } else if (value instanceof PlainValue.Items || value instanceof PlainValue.Tuple) {
                List<PlainValue> items = PlainValues.items(value, name);
                for (int i = 0; i < items.size(); i++) {
                    if (items.get(i) instanceof Tensor tensor) {
                        tensors.put(name + "." + i, tensor.value());
                    }
                }
            }
        });
        return tensors;
    }
}
