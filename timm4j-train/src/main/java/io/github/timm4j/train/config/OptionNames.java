package io.github.timm4j.train.config;

import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.RecordBinder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes configurations as options. */
final class OptionNames {
    private OptionNames() {}

    static Arguments of(Record config) {
        Arguments all = Arguments.NONE;
        for (Map.Entry<String, @Nullable Object> entry :
                RecordBinder.toMap(config).entrySet()) {
            all = all.with(entry.getKey(), entry.getValue());
        }
        return all;
    }
}
