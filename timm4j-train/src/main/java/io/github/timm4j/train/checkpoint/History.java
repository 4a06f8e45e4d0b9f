package io.github.timm4j.train.checkpoint;

import io.github.timm4j.weights.PlainValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Which numbered checkpoints are kept: those with a metric from best to worst, ties in the order they came, then those
 * without, newest first. Source: timm.utils.checkpoint_saver.
 */
final class History {
    private final boolean decreasing;
    private final int size;
    private List<Kept> kept = new ArrayList<>();
    private Optional<Best> best = Optional.empty();

    History(boolean decreasing, int size) {
        this.decreasing = decreasing;
        this.size = size;
    }

    List<Kept> kept() {
        return List.copyOf(kept);
    }

    Optional<Best> best() {
        return best;
    }

    /** Tells whether a checkpoint earns a place: there is room, or it goes before the last one. */
    boolean admits(OptionalDouble metric) {
        if (kept.size() < size) {
            return true;
        }
        OptionalDouble worst = kept.get(kept.size() - 1).metric();
        return worst.isEmpty() || metric.isPresent() && better(metric.getAsDouble(), worst.getAsDouble());
    }

    /** Takes out what has to go before another is added. */
    List<Kept> makeRoom() {
        if (kept.size() < size) {
            return List.of();
        }
        List<Kept> gone = List.copyOf(kept.subList(size - 1, kept.size()));
        kept = new ArrayList<>(kept.subList(0, size - 1));
        return gone;
    }

    /** Adds a checkpoint; true where it is the best so far. */
    boolean add(String file, int epoch, OptionalDouble metric) {
        kept.removeIf(old -> old.file().equals(file));
        List<Kept> ranked = new ArrayList<>(kept.stream().filter(Kept::ranked).toList());
        List<Kept> others = new ArrayList<>(
                kept.stream().filter(Predicate.not(Kept::ranked)).toList());
        Kept added = new Kept(file, metric);
        if (metric.isPresent()) {
            ranked.add(added);
            Comparator<Kept> order =
                    Comparator.comparingDouble(entry -> entry.metric().orElseThrow());
            ranked.sort(decreasing ? order : order.reversed());
        } else {
            others.add(0, added);
        }
        kept = ranked;
        kept.addAll(others);
        return metric.isPresent() && offer(epoch, metric.getAsDouble());
    }

    private boolean offer(int epoch, double metric) {
        if (best.isPresent() && !better(metric, best.get().metric())) {
            return false;
        }
        best = Optional.of(new Best(metric, epoch));
        return true;
    }

    private boolean better(double left, double right) {
        return decreasing ? left < right : left > right;
    }

    /** The state in timm's layout; the pending checkpoint is the one being written. */
    PlainValue.Dict stateDict(int epoch, OptionalDouble metric) {
        List<PlainValue> files = new ArrayList<>();
        kept.forEach(entry -> files.add(pair(PlainValue.of(entry.file()), PlainFields.of(entry.metric()))));
        Map<String, PlainValue> state = new LinkedHashMap<>();
        state.put("checkpoint_files", PlainValue.list(files));
        state.put(
                "best_epoch",
                best.<PlainValue>map(b -> PlainValue.of((long) b.epoch())).orElse(PlainValue.None.NONE));
        state.put("best_metric", best.map(b -> PlainValue.of(b.metric())).orElse(PlainValue.None.NONE));
        state.put("pending", pair(PlainValue.of((long) epoch), PlainFields.of(metric)));
        return PlainValue.dict(state);
    }

    private static PlainValue pair(PlainValue first, PlainValue second) {
        return new PlainValue.Tuple(List.of(first, second));
    }

    /** Takes over a saved state as far as its files are still there. */
    void load(PlainValue.Dict state, Predicate<String> exists) {
        kept = new ArrayList<>();
        for (PlainValue item : PlainFields.items(state.get("checkpoint_files"))) {
            List<PlainValue> pair = PlainFields.items(item);
            if (pair.size() == 2 && exists.test(PlainFields.text(pair.get(0)))) {
                kept.add(new Kept(PlainFields.text(pair.get(0)), PlainFields.number(pair.get(1))));
            }
        }
        OptionalLong epoch = PlainFields.integer(state.get("best_epoch"));
        OptionalDouble metric = PlainFields.number(state.get("best_metric"));
        best = epoch.isPresent() && metric.isPresent()
                ? Optional.of(new Best(metric.getAsDouble(), Math.toIntExact(epoch.getAsLong())))
                : Optional.empty();
    }
}
