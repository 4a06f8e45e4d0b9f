package io.github.timm4j.weights;

import static io.github.timm4j.weights.TestArchives.latin1;
import static io.github.timm4j.weights.TestArchives.open;
import static io.github.timm4j.weights.TestArchives.pth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.timm4j.CorruptFileException;
import io.github.timm4j.StateDictException;
import io.github.timm4j.weights.PlainValue.None;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightFileTest {
    private static final WeightTensor PLAIN = WeightTensor.of(new float[] {1}, 1);
    private static final WeightTensor AVERAGED = WeightTensor.of(new float[] {2}, 1);

    private static WeightFile file(PlainValue content) {
        return new WeightFile(WeightFile.Content.tree(WeightFormat.TORCH_ZIP, content), () -> {});
    }

    private static PlainValue.Dict weights(String key, WeightTensor tensor) {
        return PlainValue.tensors(Map.of(key, tensor));
    }

    @Test
    void averagedWeightsComeFirstWhenWanted() {
        Map<String, PlainValue> checkpoint = new LinkedHashMap<>();
        checkpoint.put("model", weights("a", PLAIN));
        checkpoint.put("model_ema", weights("a", AVERAGED));
        WeightFile file = file(PlainValue.dict(checkpoint));
        assertThat(file.stateDict(true).get("a")).isSameAs(AVERAGED);
        assertThat(file.stateDict(false).get("a")).isSameAs(PLAIN);
        checkpoint.put("model_ema", None.NONE);
        assertThat(file(PlainValue.dict(checkpoint)).stateDict(true).get("a")).isSameAs(PLAIN);
        assertThat(file.tensors()).isEmpty();
    }

    @Test
    void dictionariesOfWeightsInsideTheStateDictKeepTheirPath() {
        PlainValue.Dict encoder = PlainValue.dict(Map.of("encoder", weights("module.a", PLAIN)));
        Map<String, PlainValue> inner = new LinkedHashMap<>();
        inner.put("model", encoder);
        inner.put("args", weights("b", PLAIN));
        WeightFile file = file(PlainValue.dict(Map.of("state_dict", PlainValue.dict(inner))));
        assertThat(StateDicts.select(file.content(), true).keySet()).containsExactly("model", "args");
        assertThat(file.stateDict(true).keySet()).containsExactly("model/encoder/module.a");
        assertThat(file.tensors()).isEmpty();
    }

    @Test
    void prefixesOfWrappersGoInEitherOrder() {
        for (String key :
                List.of("w.b", "module.w.b", "_orig_mod.w.b", "_orig_mod.module.w.b", "module._orig_mod.w.b")) {
            assertThat(StateDicts.clean(key)).isEqualTo("w.b");
        }
        assertThat(StateDicts.clean("module.module.w")).isEqualTo("module.w");
        assertThat(StateDicts.clean("w.module.b")).isEqualTo("w.module.b");
    }

    @Test
    void topLevelTensorsKeepTheirNames() {
        Map<String, PlainValue> mixed = new LinkedHashMap<>();
        mixed.put("module.w", PlainValue.of(PLAIN));
        mixed.put("epoch", PlainValue.of(3));
        WeightFile file = file(PlainValue.dict(mixed));
        assertThat(file.tensors().keySet()).containsExactly("module.w");
        assertThat(file.stateDict(true).keySet()).containsExactly("w");
        assertThatThrownBy(() -> file.tensors().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void contentWithoutWeightsIsNamed() {
        assertThatThrownBy(() -> file(PlainValue.of(PLAIN)).stateDict(true)).isInstanceOf(StateDictException.class);
        assertThatThrownBy(() ->
                        file(PlainValue.dict(Map.of("state_dict", None.NONE))).stateDict(true))
                .isInstanceOf(StateDictException.class)
                .hasMessageContaining("state_dict");
        assertThatThrownBy(() -> file(PlainValue.dict(Map.of("net", weights("a", PLAIN))))
                        .stateDict(true))
                .isInstanceOf(StateDictException.class)
                .hasMessageContaining("[net]");
        PlainValue numbered = new PlainValue.Dict(Map.of(PlainValue.of(0), PlainValue.of(PLAIN)));
        assertThatThrownBy(() -> file(numbered).stateDict(true)).isInstanceOf(StateDictException.class);
        assertThat(file(PlainValue.dict(Map.of())).stateDict(true)).isEmpty();
    }

    @Test
    void filesOfOtherKindsAreNamed(@TempDir Path folder) {
        assertThatThrownBy(() -> open(latin1("<!DOCTYPE html><html>")))
                .isExactlyInstanceOf(CorruptFileException.class)
                .hasMessageContaining("web page");
        assertThatThrownBy(() -> open(latin1("version https://git-lfs.github.com/spec/v1")))
                .hasMessageContaining("large-file pointer");
        assertThatThrownBy(() -> open(new byte[0])).hasMessageContaining("truncated");
        assertThatThrownBy(() -> WeightFiles.open(folder.resolve("none.pth")))
                .isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("none.pth");
        assertThatThrownBy(() -> WeightFiles.open(folder)).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void aTreeOfAnythingIsReadable() {
        assertThat(open(pth(latin1("\u0080\u0002K\u0007."))).content()).isEqualTo(PlainValue.of(7));
    }
}
