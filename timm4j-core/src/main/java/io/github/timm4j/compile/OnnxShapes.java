package io.github.timm4j.compile;

import ai.djl.ndarray.types.DataType;
import io.github.timm4j.compile.onnx.OnnxAttribute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** ONNX forms of operators that only move elements. */
final class OnnxShapes {
    private static final Argument ONE = Argument.Literal.of(1L);
    private static final Argument OPEN = Argument.Literal.of(-1L);

    private OnnxShapes() {}

    static void register(Map<String, OnnxRule> rules) {
        rules.put("reshape", OnnxShapes::reshape);
        rules.put("flatten", OnnxShapes::flatten);
        rules.put("permute", OnnxShapes::permute);
        rules.put("unsqueeze", call -> {
            long axis = call.axis(1, call.rank(0) + 1);
            return call.add("Unsqueeze", List.of(call.tensor(0), call.constant(axis)));
        });
        rules.put("squeeze", call -> {
            long axis = call.axis(1, call.rank(0));
            return call.add("Squeeze", List.of(call.tensor(0), call.constant(axis)));
        });
        rules.put("expand", OnnxShapes::expand);
        rules.put("tile", OnnxShapes::tile);
        rules.put("slice", OnnxShapes::slice);
        rules.put("select", OnnxShapes::select);
        rules.put("flip", OnnxShapes::flip);
        rules.put("cat", call -> concat(call, call.tensors(0)));
        rules.put("stack", OnnxShapes::stack);
    }

    /** One size that depends on the batch is left to the runtime, like libtorch's -1, which is known then. */
    private static String reshape(OnnxCall call) {
        List<Argument> items = new ArrayList<>(call.items(1));
        long free = items.stream().filter(Argument.BatchSize.class::isInstance).count();
        if (free == 1) {
            for (int i = 0; i < items.size(); i++) {
                boolean batch = items.get(i) instanceof Argument.BatchSize;
                boolean open = items.get(i).equals(OPEN);
                items.set(i, batch ? OPEN : open ? known(call, i) : items.get(i));
            }
        }
        return call.add("Reshape", List.of(call.tensor(0), call.sizes(items)));
    }

    private static Argument known(OnnxCall call, int axis) {
        return Argument.Literal.of(call.node().result().shape().get(axis));
    }

    private static String flatten(OnnxCall call) {
        int rank = call.rank(0);
        int from = call.isAbsent(1) ? 0 : call.axis(1, rank);
        int to = call.isAbsent(2) ? rank - 1 : call.axis(2, rank);
        LongStream before = LongStream.range(0, from).map(axis -> 0);
        LongStream after =
                LongStream.range(to + 1, rank).map(axis -> call.shape(0).get((int) axis));
        long[] sizes = LongStream.concat(LongStream.concat(before, LongStream.of(-1)), after)
                .toArray();
        return call.add("Reshape", List.of(call.tensor(0), call.constant(sizes)));
    }

    private static String permute(OnnxCall call) {
        int rank = call.rank(0);
        long[] axes = Arrays.stream(call.wholes(1))
                .map(axis -> Math.floorMod(axis, rank))
                .toArray();
        return call.add("Transpose", List.of(call.tensor(0)), OnnxAttribute.wholes("perm", axes));
    }

    private static String expand(OnnxCall call) {
        List<Argument> sizes = call.items(1).stream()
                .map(item -> item.equals(OPEN) ? ONE : item)
                .toList();
        return call.add("Expand", List.of(call.tensor(0), call.sizes(sizes)));
    }

    private static String tile(OnnxCall call) {
        List<Argument> repeats = new ArrayList<>(call.items(1));
        if (repeats.size() > call.rank(0)) {
            throw call.refusal("adds axes");
        }
        while (repeats.size() < call.rank(0)) {
            repeats.add(0, ONE);
        }
        return call.add("Tile", List.of(call.tensor(0), call.sizes(repeats)));
    }

    private static String slice(OnnxCall call) {
        String from = call.isAbsent(2) ? call.constant(0) : call.sizes(call.items(2));
        String to = call.isAbsent(3) ? call.constant(Long.MAX_VALUE) : call.sizes(call.items(3));
        String axis = call.constant(call.axis(1, call.rank(0)));
        String step = call.isAbsent(4) ? call.constant(1) : call.sizes(call.items(4));
        return call.add("Slice", List.of(call.tensor(0), from, to, axis, step));
    }

    private static String select(OnnxCall call) {
        String index = call.scalar(DataType.INT64, call.whole(2));
        return call.add(
                "Gather", List.of(call.tensor(0), index), OnnxAttribute.whole("axis", call.axis(1, call.rank(0))));
    }

    private static String flip(OnnxCall call) {
        long[] axes = call.axes(1);
        String last = call.constant(filled(axes, -1));
        String end = call.constant(filled(axes, Long.MIN_VALUE));
        return call.add("Slice", List.of(call.tensor(0), last, end, call.constant(axes), last));
    }

    private static long[] filled(long[] like, long value) {
        return LongStream.of(like).map(axis -> value).toArray();
    }

    private static String stack(OnnxCall call) {
        String axis = call.constant(call.axis(1, call.node().result().shape().dimension()));
        List<String> parts = call.tensors(0).stream()
                .map(tensor -> call.add("Unsqueeze", List.of(tensor, axis)))
                .toList();
        return concat(call, parts);
    }

    private static String concat(OnnxCall call, List<String> parts) {
        int rank = call.node().result().shape().dimension();
        return call.add("Concat", parts, OnnxAttribute.whole("axis", call.axis(1, rank)));
    }
}
