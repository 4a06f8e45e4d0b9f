package io.github.timm4j.train.config;

import io.github.timm4j.config.Arguments;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a training run takes besides the model and the data, in groups.
 *
 * <p>Each option has the name of timm's train option ({@code weight_decay}, {@code grad_accum_steps}, …) and its default:
 * {@code TrainConfig.DEFAULTS.with("opt", "adamw").with("lr", 1e-3)}.
 *
 * @param optimizer the optimizer and its gradients
 * @param schedule learning rates and the number of epochs
 * @param task what is learned: losses and distillation
 * @param mix Mixup and CutMix
 * @param tuning what is done to the model before training
 * @param step how an update is computed
 * @param ema the average of the weights
 * @param run seed, intervals and where results go
 */
public record TrainConfig(
        OptimizerConfig optimizer,
        ScheduleConfig schedule,
        TaskConfig task,
        MixConfig mix,
        TuningConfig tuning,
        StepConfig step,
        EmaConfig ema,
        RunConfig run) {
    /** The defaults of timm's train options. */
    public static final TrainConfig DEFAULTS = new TrainConfig(
            OptimizerConfig.DEFAULTS,
            ScheduleConfig.DEFAULTS,
            TaskConfig.DEFAULTS,
            MixConfig.DEFAULTS,
            TuningConfig.DEFAULTS,
            StepConfig.DEFAULTS,
            EmaConfig.DEFAULTS,
            RunConfig.DEFAULTS);

    /**
     * Reads options.
     *
     * @param options under timm's names; what is not given has timm's default
     * @return the configuration
     * @throws IllegalArgumentException for an unknown name, whose nearest are listed, or a value that does not fit
     */
    public static TrainConfig of(Arguments options) {
        return options.bindTo(DEFAULTS);
    }

    /**
     * Changes one option.
     *
     * @param option timm's name, for example {@code weight_decay}
     * @param value a boolean, number, text, list or null
     * @return a changed copy
     * @throws IllegalArgumentException for an unknown name, whose nearest are listed, or a value that does not fit
     */
    public TrainConfig with(String option, @Nullable Object value) {
        return Arguments.of(option, value).bindTo(this);
    }

    /**
     * Changes options.
     *
     * @param options under timm's names
     * @return a changed copy
     * @throws IllegalArgumentException for an unknown name, whose nearest are listed, or a value that does not fit
     */
    public TrainConfig with(Arguments options) {
        return options.bindTo(this);
    }

    /**
     * All options under timm's names.
     *
     * @return what {@link #of} takes
     */
    public Arguments arguments() {
        return OptionNames.of(this);
    }
}
