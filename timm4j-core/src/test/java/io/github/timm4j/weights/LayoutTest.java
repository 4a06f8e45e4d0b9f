package io.github.timm4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class LayoutTest {
    @Test
    void countsElementsAndReach() {
        Layout layout = new Layout(new long[] {2, 3}, new long[] {10, 2}, 5);
        assertThat(layout.count()).isEqualTo(6);
        assertThat(layout.reach()).isEqualTo(5 + 10 + 4 + 1);
        assertThat(Layout.contiguous().reach()).isEqualTo(1);
        Layout empty = new Layout(new long[] {0, Long.MAX_VALUE}, new long[] {1, Long.MAX_VALUE}, Long.MAX_VALUE);
        assertThat(empty.count()).isZero();
        assertThat(empty.reach()).isZero();
    }

    @Test
    void knowsWhatIsContiguous() {
        assertThat(Layout.contiguous(2, 3, 4).isContiguous()).isTrue();
        assertThat(Layout.contiguous(2, 3, 4).permute(0, 2, 1).isContiguous()).isFalse();
        assertThat(Layout.contiguous(2, 1, 4).permute(1, 0, 2).isContiguous()).isTrue();
        assertThat(Layout.contiguous(2, 3).narrow(0, 1, 1).isContiguous()).isTrue();
        assertThat(Layout.contiguous(2, 3).narrow(1, 1, 1).isContiguous()).isFalse();
        assertThat(new Layout(new long[] {3}, new long[] {0}, 0).isContiguous()).isFalse();
    }

    @Test
    void refusesWhatHasNoPlace() {
        long large = 1L << 62;
        assertThatThrownBy(() -> new Layout(new long[] {2}, new long[] {1, 1}, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Layout(new long[] {1}, new long[] {1}, -1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Layout(new long[] {3}, new long[] {large}, large))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new Layout(new long[] {1}, new long[] {1}, Long.MAX_VALUE))
                .isInstanceOf(ArithmeticException.class);
    }

    /** Any view, read in any pieces, against the definition of strides. */
    @RepeatedTest(20)
    void gathersWhatTheStridesSay(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        int size = 1 << random.nextInt(4);
        long[] shape = random.longs(random.nextInt(5), 1, 5).toArray();
        long[] strides = random.longs(shape.length, 0, 7).toArray();
        Layout layout = new Layout(shape, strides, random.nextInt(4));
        ByteBuffer storage = ByteBuffer.allocate((int) layout.reach() * size);
        random.nextBytes(storage.array());
        int first = random.nextInt((int) layout.count());
        int count = random.nextInt(1, (int) layout.count() - first + 1);
        ByteBuffer out = ByteBuffer.allocate(count * size).order(ByteOrder.LITTLE_ENDIAN);
        layout.gather(ByteSource.of(storage), size, first, out);
        for (int i = 0; i < count; i++) {
            long rest = first + i;
            long at = layout.offset();
            for (int d = shape.length - 1; d >= 0; d--) {
                at += rest % shape[d] * strides[d];
                rest /= shape[d];
            }
            assertThat(out.slice(i * size, size)).isEqualTo(storage.slice((int) at * size, size));
        }
    }
}
