package io.github.timm4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.weights.PlainValue.Dict;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlainValueTest {
    @Test
    void scalarsAreEqualByValue() {
        assertThat(PlainValue.of(5)).isEqualTo(new PlainValue.Int(BigInteger.valueOf(5)));
        assertThat(PlainValue.of(5)).isNotEqualTo(PlainValue.of(5.0));
        assertThat(PlainValue.of(Double.NaN)).isEqualTo(PlainValue.of(Double.NaN));
        assertThat(PlainValue.of("a")).isEqualTo(new PlainValue.Text("a"));
        assertThat(new PlainValue.Bytes(new byte[] {1})).isEqualTo(new PlainValue.Bytes(new byte[] {1}));
        assertThat(new PlainValue.Bytes(new byte[] {1})).hasSameHashCodeAs(new PlainValue.Bytes(new byte[] {1}));
        assertThat(new PlainValue.Bytes(new byte[] {1}))
                .isNotEqualTo(PlainValue.of(1))
                .hasToString("Bytes[1]");
    }

    @Test
    void keysHaveAnOrderForTablesThatCollide() {
        assertThat(new PlainValue.Text("a")).isLessThan(new PlainValue.Text("b"));
        assertThat(new PlainValue.Int(BigInteger.ONE)).isLessThan(new PlainValue.Int(BigInteger.TEN));
        assertThat(new PlainValue.Real(-0.0)).isLessThan(new PlainValue.Real(0.0));
    }

    @Test
    void containersKeepCopiesInOrder() {
        Map<String, PlainValue> entries = new LinkedHashMap<>();
        entries.put("z", PlainValue.of(1));
        entries.put("a", PlainValue.of(true));
        Dict dict = PlainValue.dict(entries);
        List<PlainValue> items = new ArrayList<>(entries.values());
        PlainValue.Items list = PlainValue.list(items);
        PlainValue.Namespace namespace = new PlainValue.Namespace(entries);
        entries.clear();
        items.clear();
        assertThat(dict.items().keySet()).containsExactly(PlainValue.of("z"), PlainValue.of("a"));
        assertThat(dict.get("a")).isEqualTo(PlainValue.of(true));
        assertThat(dict.get("none")).isNull();
        assertThat(list.items()).hasSize(2);
        assertThat(namespace.attributes()).hasSize(2);
        assertThatThrownBy(() -> dict.items().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> list.items().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void bytesAreCopiedBothWays() {
        byte[] values = {1, 2};
        PlainValue.Bytes bytes = new PlainValue.Bytes(values);
        values[0] = 9;
        bytes.values()[1] = 9;
        assertThat(bytes.values()).containsExactly(1, 2);
    }

    @Test
    void stateDictsHoldTensors() {
        WeightTensor tensor = WeightTensor.of(new float[] {1}, 1);
        assertThat(PlainValue.tensors(Map.of("w", tensor)).get("w")).isEqualTo(PlainValue.of(tensor));
    }
}
