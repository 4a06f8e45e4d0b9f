package io.github.timm4j.examples;

import ai.djl.Device;
import io.github.timm4j.Timm;
import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.nn.ImageModel;
import io.github.timm4j.train.config.TrainConfig;
import java.io.IOException;

/** A network that knows photos learns to read digits: everything but its new classifier stays as it is. */
public final class FineTune {
    static final int SIZE = 96;
    static final int BATCH = 32;

    private FineTune() {}

    /**
     * Trains.
     *
     * @param args the output folder, nothing or {@code true} for {@code target/fine-tune}
     * @throws IOException if the digits cannot be read or results not be written
     */
    public static void main(String[] args) throws IOException {
        Digits digits = new Digits(Digits.folder(args, "fine-tune"), SIZE, BATCH, false);
        train(digits, config());
    }

    static TrainConfig config() {
        return TrainConfig.DEFAULTS
                .with("linear_probe", true)
                .with("opt", "adamw")
                .with("lr", 1e-2)
                .with("weight_decay", 0.01)
                .with("epochs", 8)
                .with("warmup_epochs", 0);
    }

    static double train(Digits digits, TrainConfig config) throws IOException {
        ModelOptions options = ModelOptions.builder()
                .pretrained(true)
                .numClasses(Digits.classes())
                .device(Device.cpu())
                .build();
        try (ImageModel model = Timm.createModel("tf_efficientnet_lite0", options)) {
            return digits.train(model, config);
        }
    }
}
