package io.github.timm4j.models.vit;

import io.github.timm4j.config.Codec;
import java.util.List;

/** Side of a square patch: a number, or height and width as timm's own {@code config.json} has them after a change of size. */
final class PatchSide implements Codec<Integer> {
    @Override
    public Integer read(Object value) {
        if (value instanceof Integer side) {
            return side;
        }
        if (value instanceof List<?> sides
                && sides.size() == 2
                && sides.get(0) instanceof Integer height
                && height.equals(sides.get(1))) {
            return height;
        }
        throw new IllegalArgumentException("expected an integer or a list of two equal ones, found " + value);
    }

    @Override
    public Object write(Integer value) {
        return value;
    }
}
