package io.github.timm4j.train.config;

import io.github.timm4j.config.Arguments;
import io.github.timm4j.config.Codec;
import java.util.Map;

/** Settings by name: given as a map, or as arguments already. */
final class ArgumentsCodec implements Codec<Arguments> {

    @Override
    public Arguments read(Object value) {
        if (value instanceof Arguments arguments) {
            return arguments;
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("expected settings by name, found " + value);
        }
        Arguments arguments = Arguments.NONE;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            arguments = arguments.with(String.valueOf(entry.getKey()), entry.getValue());
        }
        return arguments;
    }

    @Override
    public Object write(Arguments value) {
        return value.values();
    }
}
