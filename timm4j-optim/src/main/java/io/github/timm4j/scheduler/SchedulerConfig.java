package io.github.timm4j.scheduler;

import io.github.timm4j.config.Arguments;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Translates the names and defaults of a training configuration into those of the scheduler's options. */
final class SchedulerConfig {
    private static final List<Translation> TRANSLATIONS = List.of(
            new Translation("num_epochs", "epochs", 100),
            new Translation("decay_epochs", "decay_epochs", 30),
            new Translation("decay_milestones", "decay_milestones", List.of(30, 60)),
            new Translation("warmup_epochs", "warmup_epochs", 5),
            new Translation("cooldown_epochs", "cooldown_epochs", 0),
            new Translation("patience_epochs", "patience_epochs", 10),
            new Translation("decay_rate", "decay_rate", 0.1),
            new Translation("min_lr", "min_lr", 0.0),
            new Translation("warmup_lr", "warmup_lr", 1e-5),
            new Translation("warmup_prefix", "warmup_prefix", false),
            new Translation("noise", "lr_noise", null),
            new Translation("noise_pct", "lr_noise_pct", 0.67),
            new Translation("noise_std", "lr_noise_std", 1.0),
            new Translation("noise_seed", "seed", 42),
            new Translation("cycle_mul", "lr_cycle_mul", 1.0),
            new Translation("cycle_decay", "lr_cycle_decay", 0.1),
            new Translation("cycle_limit", "lr_cycle_limit", 1),
            new Translation("k_decay", "lr_k_decay", 1.0),
            new Translation("decay_fn", "lr_decay_fn", null),
            new Translation("stable_timescale", "lr_stable_timescale", null));

    private SchedulerConfig() {}

    /** One argument: its name, the configuration's name for it and its value where the configuration has none. */
    private record Translation(
            String argument, String option, @Nullable Object otherwise) {}

    static Arguments kwargs(Arguments config, @Nullable Boolean decreasingMetric) {
        Arguments kwargs = Arguments.of("sched", text(config, "sched", null));
        for (Translation t : TRANSLATIONS) {
            kwargs = kwargs.with(t.argument, config.has(t.option) ? config.get(t.option) : t.otherwise);
        }
        boolean lower =
                decreasingMetric == null ? text(config, "eval_metric", "top1").contains("loss") : decreasingMetric;
        return kwargs.with("plateau_mode", lower ? "min" : "max")
                .with("step_on_epochs", !Boolean.TRUE.equals(config.get("sched_on_updates")));
    }

    private static String text(Arguments config, String name, @Nullable String otherwise) {
        Object value = config.has(name) ? config.get(name) : otherwise;
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(name + " of the configuration should be a text, found " + value);
    }
}
