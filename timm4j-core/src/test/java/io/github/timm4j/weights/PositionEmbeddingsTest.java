package io.github.timm4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.timm4j.fixtures.FixtureStream;
import io.github.timm4j.weights.PositionEmbeddings.Grid;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected numbers were computed by timm 1.0.31 on torch 2.7.1 from the stream "pos". */
class PositionEmbeddingsTest {
    private static final Offset<Float> CLOSE = within(2e-6f);

    private static WeightTensor stream(long... shape) {
        return WeightTensor.of(FixtureStream.floats("pos", (int) Layout.count(shape), 0, 1), shape);
    }

    @ParameterizedTest
    @CsvSource({
        "BICUBIC_ANTIALIAS,    4, 4,  6, 6, 3, 1, -0.936106384, -0.73146373,    0.579497755, 46.6950032",
        "BICUBIC_ANTIALIAS,    7, 7,  4, 5, 2, 1, -0.529468656, -0.523857236,  -0.417711705, 12.3322574",
        "BICUBIC_ANTIALIAS,  14, 14, 16, 16, 2, 1, -0.483480573, -0.856533885,  0.275680184, 209.861118",
        "BICUBIC,              4, 4,  7, 9, 2, 0,  0.741320312,  1.09107721,    0.809871793, 61.9752762",
        "BICUBIC,              9, 6,  4, 5, 2, 2, -0.753656805, -0.73648268,   -0.506082058, 18.9536158",
        "BILINEAR_ANTIALIAS,   8, 8,  3, 5, 2, 1, -0.202945426, -0.00116520771, -0.270164877, 7.42739071",
        "BILINEAR,             3, 5,  6, 4, 2, 0,  0.469500691,  0.642584801,   0.472101927, 21.5496291",
    })
    void resamplesAsTimmDoes(
            Interpolation how,
            int fromHeight,
            int fromWidth,
            int height,
            int width,
            int dim,
            int prefix,
            float first,
            float second,
            float last,
            double sumOfSizes) {
        WeightTensor embedding = stream(1, prefix + (long) fromHeight * fromWidth, dim);
        WeightTensor resized = PositionEmbeddings.resample(
                embedding, new Grid(fromHeight, fromWidth), new Grid(height, width), prefix, how);
        assertThat(resized.shape()).containsExactly(1, prefix + (long) height * width, dim);
        float[] values = resized.toFloats();
        assertThat(Arrays.copyOf(values, prefix * dim))
                .isEqualTo(embedding.narrow(1, 0, prefix).toFloats());
        assertThat(values[prefix * dim]).isCloseTo(first, CLOSE);
        assertThat(values[prefix * dim + 1]).isCloseTo(second, CLOSE);
        assertThat(values[values.length - 1]).isCloseTo(last, CLOSE);
        double sum = 0;
        for (float value : values) {
            sum += Math.abs(value);
        }
        assertThat(sum).isCloseTo(sumOfSizes, within(1e-5 * sumOfSizes));
    }

    @Test
    void resamplesGridsInPlace() {
        float[] values = PositionEmbeddings.resampleNhwc(
                        stream(1, 5, 3, 2), new Grid(4, 6), Interpolation.BICUBIC_ANTIALIAS)
                .toFloats();
        assertThat(values).hasSize(48);
        assertThat(values[0]).isCloseTo(0.665538013f, CLOSE);
        assertThat(values[5]).isCloseTo(-0.320524514f, CLOSE);
        assertThat(values[47]).isCloseTo(0.676375926f, CLOSE);
    }

    @Test
    void keepsHalfPrecision() {
        WeightTensor resized = PositionEmbeddings.resample(stream(1, 17, 2).to(TensorType.F16), new Grid(3, 3), 1);
        assertThat(resized.type()).isEqualTo(TensorType.F16);
        float[] values = resized.toFloats();
        float[] expected = {-0.546386719f, -0.387695312f, -0.120727539f, -0.63671875f, 0.250488281f, -0.0723266602f};
        for (int i = 0; i < expected.length; i++) {
            assertThat(values[2 + i]).isCloseTo(expected[i], within(2e-4f));
        }
    }

    @Test
    void sameGridIsTheSameTensor() {
        WeightTensor embedding = stream(1, 10, 2);
        assertThat(PositionEmbeddings.resample(embedding, new Grid(3, 3), 1)).isSameAs(embedding);
        WeightTensor grid = stream(1, 3, 3, 2);
        assertThat(PositionEmbeddings.resampleNhwc(grid, new Grid(3, 3), Interpolation.BILINEAR))
                .isSameAs(grid);
    }

    @Test
    void shapesThatDoNotFitAreNamed() {
        assertThatThrownBy(() -> PositionEmbeddings.resample(stream(1, 12, 2), new Grid(3, 3), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("11 tokens");
        assertThatThrownBy(() -> PositionEmbeddings.resample(stream(9, 2), new Grid(3, 3), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("F32[9, 2]");
        assertThatThrownBy(() -> new Grid(0, 3)).isInstanceOf(IllegalArgumentException.class);
    }
}
