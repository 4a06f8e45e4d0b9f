package io.github.timm4j.scheduler;

import io.github.timm4j.config.Codec;
import java.util.ArrayList;
import java.util.List;

/** Where the noise is on, as timm takes it: one number or a list of them. */
final class NoiseRange implements Codec<List<Double>> {

    @Override
    public List<Double> read(Object value) {
        List<Double> ends = new ArrayList<>();
        for (Object end : value instanceof List<?> list ? list : List.of(value)) {
            if (!(end instanceof Number number)) {
                throw new IllegalArgumentException("expected a number or a list of numbers, found " + value);
            }
            ends.add(number.doubleValue());
        }
        return List.copyOf(ends);
    }

    @Override
    public Object write(List<Double> value) {
        return value;
    }
}
