package io.github.timm4j.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.config.Arguments;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.StreamSupport;

/** Builds schedulers from the arguments that the oracle's cases carry. */
final class SchedulerCases {
    private SchedulerCases() {}

    static LearningRateGroups groups(JsonNode groups) {
        double[] rates = new double[groups.size()];
        double[] scales = new double[groups.size()];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = groups.get(i).get("lr").doubleValue();
            scales[i] = number(groups.get(i), "lr_scale", 1);
        }
        return LearningRateGroups.of(rates, scales);
    }

    static SchedulerOptions options(JsonNode args) {
        return SchedulerOptions.of(Arguments.fromJson(args.toString()));
    }

    static Scheduler direct(String name, JsonNode args, LearningRateGroups groups) {
        boolean prefixByDefault = name.equals("StepLRScheduler") || name.equals("MultiStepLRScheduler");
        Warmup warmup = new Warmup(
                (long) number(args, "warmup_t", 0),
                number(args, "warmup_lr_init", 0),
                args.path("warmup_prefix").asBoolean(prefixByDefault));
        Noise noise = noise(args);
        if (name.equals("PlateauLRScheduler")) {
            return new PlateauScheduler(groups, plateau(args), warmup, noise);
        }
        boolean inEpochs = args.path("t_in_epochs").asBoolean(true);
        return new TimedScheduler(groups, schedule(name, args, warmup), warmup, noise, inEpochs);
    }

    private static Schedule schedule(String name, JsonNode args, Warmup warmup) {
        long length = (long) number(args, "t_initial", 1);
        double min = number(args, "lr_min", 0);
        double rate = number(args, "decay_rate", 1);
        double kDecay = number(args, "k_decay", 1);
        Cycles cycles = new Cycles(
                number(args, "cycle_mul", 1), number(args, "cycle_decay", 1), (int) number(args, "cycle_limit", 1));
        return switch (name) {
            case "CosineLRScheduler" -> new CosineSchedule(length, min, cycles, kDecay);
            case "TanhLRScheduler" ->
                new TanhSchedule(length, number(args, "lb", -7), number(args, "ub", 3), min, cycles);
            case "PolyLRScheduler" -> new PolySchedule(length, number(args, "power", 0.5), min, cycles, kDecay);
            case "StepLRScheduler" -> new StepSchedule(number(args, "decay_t", 1), rate);
            case "MultiStepLRScheduler" ->
                new MultiStepSchedule(
                        numbers(args.get("decay_t")).stream()
                                .map(Double::longValue)
                                .toList(),
                        rate);
            case "WSDLRScheduler" -> wsd(args, length, min, warmup);
            default -> throw new AssertionError("the oracle has a scheduler that is not known here: " + name);
        };
    }

    private static Schedule wsd(JsonNode args, long length, double min, Warmup warmup) {
        double timescale = number(args, "stable_timescale", warmup.length());
        DoubleUnaryOperator stable =
                switch (args.path("stable_fn").asText("constant")) {
                    case "constant" -> StableFunction.constant();
                    case "rsqrt" -> StableFunction.rsqrt(timescale);
                    case "power" -> StableFunction.power(timescale, number(args, "stable_power", 0.5));
                    default -> throw new IllegalArgumentException("unknown stable_fn");
                };
        DoubleUnaryOperator decay =
                switch (args.path("decay_fn").asText("1-sqrt")) {
                    case "power" -> DecayFunction.power(number(args, "decay_power", 0.5));
                    case "exp" -> DecayFunction.exponential(number(args, "decay_ratio", 0.1));
                    default -> DecayFunction.of(args.path("decay_fn").asText("1-sqrt"));
                };
        return new WsdSchedule(length, (long) number(args, "decay_t", 0), min, stable, decay);
    }

    private static Plateau plateau(JsonNode args) {
        return new Plateau(
                number(args, "decay_rate", 0.1),
                (int) number(args, "patience_t", 10),
                number(args, "threshold", 1e-4),
                (int) number(args, "cooldown_t", 0),
                number(args, "lr_min", 0),
                Plateau.Mode.of(args.path("mode").asText("max")));
    }

    private static Noise noise(JsonNode args) {
        List<Double> range = numbers(args.path("noise_range_t"));
        if (range.isEmpty()) {
            return null;
        }
        return new Noise(
                range.get(0),
                range.size() > 1 ? range.get(1) : Double.POSITIVE_INFINITY,
                args.path("noise_type").asText("normal").equals("normal")
                        ? Noise.Distribution.NORMAL
                        : Noise.Distribution.UNIFORM,
                number(args, "noise_pct", 0.67),
                number(args, "noise_std", 1),
                (long) number(args, "noise_seed", 42));
    }

    static double number(JsonNode args, String name, double otherwise) {
        return args.hasNonNull(name) ? args.get(name).doubleValue() : otherwise;
    }

    private static List<Double> numbers(JsonNode node) {
        if (node.isNumber()) {
            return List.of(node.doubleValue());
        }
        return new ArrayList<>(StreamSupport.stream(node.spliterator(), false)
                .map(JsonNode::doubleValue)
                .toList());
    }
}
