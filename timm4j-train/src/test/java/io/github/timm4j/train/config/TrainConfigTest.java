package io.github.timm4j.train.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.timm4j.config.Arguments;
import io.github.timm4j.optim.grad.ClipMode;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainConfigTest {
    @Test
    void optionsBindByTimmsNames() {
        TrainConfig config = TrainConfig.of(Arguments.of("opt", "adamw")
                .with("lr", 1e-3)
                .with("opt_betas", List.of(0.9, 0.99))
                .with("opt_kwargs", Arguments.of("foreach", true).values())
                .with("clip_grad", 1)
                .with("clip_mode", "agc")
                .with("mixup", 0.8)
                .with("cutmix_minmax", List.of(0.2, 0.6))
                .with("dist_bn", "broadcast")
                .with("amp", true)
                .with("amp_dtype", "bfloat16")
                .with("lr_noise", List.of(0.4, 0.9))
                .with("freeze", List.of("conv1", "layer1"))
                .with("train_img_sizes", List.of(128, 160)));
        assertThat(config.optimizer().opt()).isEqualTo("adamw");
        assertThat(config.optimizer().optKwargs().get("foreach")).isEqualTo(true);
        assertThat(config.optimizer().clip()).isEqualTo(new OptimizerConfig.Clip(1.0, ClipMode.AGC));
        assertThat(config.mix().mixing()).isPresent();
        assertThat(config.tuning().batchNorm().distBn()).isEqualTo(DistBn.BROADCAST);
        assertThat(config.step().ampDtype()).isEqualTo(StepConfig.AmpType.BFLOAT16);
        assertThat(config.schedule().lrNoise().lrNoise()).containsExactly(0.4, 0.9);
        assertThat(config.step().sizes().trainImgSizes()).containsExactly(128, 160);
        assertThat(config.with("dist_bn", "").tuning().batchNorm().distBn()).isEqualTo(DistBn.NONE);
    }

    @Test
    void anUnknownOptionIsRefusedWithTheNearest() {
        assertThatThrownBy(() -> TrainConfig.DEFAULTS.with("wieght_decay", 0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("wieght_decay")
                .hasMessageContaining("weight_decay");
        assertThatThrownBy(() -> TrainConfig.DEFAULTS.with("jsd_loss", true)).hasMessageContaining("aug_splits");
        assertThatThrownBy(() -> TrainConfig.DEFAULTS.with("kd_distill_type", "kl"))
                .hasMessageContaining("feature");
        assertThatThrownBy(() -> TrainConfig.DEFAULTS.with("grad_accum_steps", 0))
                .hasMessageContaining("found 0");
    }

    @Test
    void theRateScalesWithTheWholeBatch() {
        ScheduleConfig.Rate rate = TrainConfig.DEFAULTS.schedule().rate();
        assertThat(rate.of("sgd", 512)).isEqualTo(0.2, within(1e-12));
        assertThat(rate.of("adamw", 1024)).isEqualTo(0.2, within(1e-12));
        assertThat(TrainConfig.DEFAULTS.with("lr", 0.05).schedule().rate().of("sgd", 512))
                .isEqualTo(0.05);
        assertThat(TrainConfig.DEFAULTS
                        .with("lr_base_scale", "linear")
                        .schedule()
                        .rate()
                        .of("adamw", 1024))
                .isEqualTo(0.4, within(1e-12));
        assertThatThrownBy(() -> TrainConfig.DEFAULTS.with("lr_base_scale", "cubic"))
                .hasMessageContaining("sqrt");
    }

    @Test
    void weightsOfDistillationCompleteEachOther() {
        assertThat(new TaskConfig.Weights(null, null).distill()).isEqualTo(1);
        assertThat(new TaskConfig.Weights(null, 0.3).distill()).isEqualTo(0.7, within(1e-12));
        assertThat(new TaskConfig.Weights(5.0, null).labels()).isEqualTo(1);
    }

    @Test
    void theScheduleSpeaksTimmsNames() {
        Arguments arguments = TrainConfig.DEFAULTS.schedule().arguments();
        assertThat(arguments.get("sched")).isEqualTo("cosine");
        assertThat(arguments.get("decay_milestones")).isEqualTo(List.of(90, 180, 270));
        assertThat(arguments.names()).contains("lr_k_decay", "lr_cycle_mul", "warmup_lr", "epochs", "lr_noise");
    }
}
