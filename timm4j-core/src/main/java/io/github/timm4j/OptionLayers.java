package io.github.timm4j;

import io.github.timm4j.config.ModelOptions;
import io.github.timm4j.config.ModelOptionsBuilder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lays a caller's options over those of a configuration file. */
final class OptionLayers {
    private OptionLayers() {}

    static ModelOptions over(ModelOptions file, ModelOptions caller) {
        ModelOptionsBuilder merged = caller.toBuilder();
        merged.arguments(file.arguments().with(caller.arguments()));
        fill(caller.head().numClasses(), file.head().numClasses(), merged::numClasses);
        fill(caller.head().globalPool(), file.head().globalPool(), merged::globalPool);
        fill(caller.input().inChannels(), file.input().inChannels(), merged::inChannels);
        fill(caller.input().imageSize(), file.input().imageSize(), merged::imageSize);
        fill(caller.features().outputStride(), file.features().outputStride(), merged::outputStride);
        ModelOptions.Regularisation own = caller.regularisation();
        ModelOptions.Regularisation below = file.regularisation();
        fill(own.dropPathRate(), below.dropPathRate(), merged::dropPathRate);
        fill(own.dropBlockRate(), below.dropBlockRate(), merged::dropBlockRate);
        fill(own.posDropRate(), below.posDropRate(), merged::posDropRate);
        fill(own.patchDropRate(), below.patchDropRate(), merged::patchDropRate);
        fill(own.projDropRate(), below.projDropRate(), merged::projDropRate);
        fill(own.attnDropRate(), below.attnDropRate(), merged::attnDropRate);
        fill(caller.norm().momentum(), file.norm().momentum(), merged::momentum);
        fill(caller.norm().eps(), file.norm().eps(), merged::eps);
        if (caller.head().dropRate() == 0) {
            merged.dropRate(file.head().dropRate());
        }
        return merged.tf(caller.norm().tf() || file.norm().tf()).build();
    }

    private static <T> void fill(@Nullable T chosen, @Nullable T below, Consumer<T> setter) {
        if (chosen == null && below != null) {
            setter.accept(below);
        }
    }
}
