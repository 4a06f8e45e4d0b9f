package io.github.timm4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.entry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordBinderTest {
    enum Unit {
        BASIC,
        @Name({"bottle", "bottleneck"})
        BOTTLENECK
    }

    /** Stems as timm gives them: a type, and a width that all types share. */
    sealed interface Stem {
        record Plain(@Name("stem_width") int width) implements Stem {}

        record Deep(@Name("stem_width") int width, boolean tiered) implements Stem {}

        enum None implements Stem {
            NONE
        }

        @Choices
        private static Map<String, Stem> choices() {
            Map<String, Stem> table = new LinkedHashMap<>();
            table.put("", new Plain(64));
            table.put("deep", new Deep(32, false));
            table.put("deep_tiered", new Deep(32, true));
            table.put("none", None.NONE);
            return table;
        }
    }

    record Norm(double normEps, @Name("norm_layer") String kind) {
        Norm {
            if (normEps <= 0) {
                throw new IllegalArgumentException("norm_eps must be positive, not " + normEps);
            }
        }
    }

    record Drop(double dropRate, @Nullable Double dropPathRate) {}

    record Config(
            Unit block,
            @Name("layers") List<Integer> depths,
            @Name("stem_type") Stem stem,
            Norm norm,
            @Nullable Drop drop,
            boolean avgDown,
            @Nullable String actLayer,
            Map<String, Double> scales) {}

    private static final Config BASE = new Config(
            Unit.BASIC,
            List.of(2, 2, 2, 2),
            new Stem.Plain(48),
            new Norm(1e-5, "batchnorm2d"),
            null,
            false,
            null,
            Map.of());

    private static Config bind(String name, @Nullable Object value) {
        return Arguments.of(name, value).bindTo(BASE);
    }

    @Test
    void nothingGivenKeepsTheBase() {
        assertThat(RecordBinder.bind(BASE, Map.of())).isEqualTo(BASE);
    }

    @Test
    void givenValuesReplaceThoseOfTheBase() {
        Config bound = RecordBinder.bind(
                BASE,
                Map.of("avg_down", true, "layers", List.of(3, 4, 6, 3), "act_layer", "silu", "scales", Map.of("a", 1)));
        assertThat(bound.avgDown()).isTrue();
        assertThat(bound.depths()).containsExactly(3, 4, 6, 3);
        assertThat(bound.actLayer()).isEqualTo("silu");
        assertThat(bound.scales()).containsExactly(entry("a", 1.0));
        assertThat(bound.norm()).isEqualTo(BASE.norm());
    }

    @Test
    void componentsOfNestedRecordsAreArgumentsOfTheOuterOne() {
        assertThat(bind("norm_eps", 1e-3).norm()).isEqualTo(new Norm(1e-3, "batchnorm2d"));
        assertThat(bind("norm_layer", "layernorm").norm()).isEqualTo(new Norm(1e-5, "layernorm"));
    }

    @Test
    void aMapUnderTheNestedNameIsBoundToTheNestedRecord() {
        assertThat(bind("norm", Map.of("norm_eps", 1)).norm()).isEqualTo(new Norm(1, "batchnorm2d"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bind("norm", Map.of("eps", 1)))
                .withMessageContaining("unknown argument \"eps\"")
                .withMessageContaining("known: norm_eps, norm_layer");
    }

    @Test
    void aMapUnderTheNestedNameLeavesTheOtherComponentsToTheOuterOne() {
        Map<String, Object> both = Map.of("norm", Map.of("norm_eps", 1), "norm_layer", "layernorm");
        assertThat(RecordBinder.bind(BASE, both).norm()).isEqualTo(new Norm(1, "layernorm"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordBinder.bind(BASE, Map.of("norm", Map.of("norm_eps", 1), "norm_eps", 2)))
                .withMessage("arguments \"norm_eps\" and \"norm\" both give norm_eps; give one");
    }

    @Test
    void aNestedRecordThatMayBeNullIsMadeWhenOneOfItsArgumentsIsGiven() {
        assertThat(bind("drop_rate", 0.5).drop()).isEqualTo(new Drop(0.5, null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bind("drop_path_rate", 0.5))
                .withMessage("missing arguments: drop_rate");
    }

    @Test
    void enumsAreGivenByName() {
        assertThat(bind("block", "bottle").block()).isEqualTo(Unit.BOTTLENECK);
        assertThat(bind("block", "bottleneck").block()).isEqualTo(Unit.BOTTLENECK);
        assertThat(bind("block", Unit.BOTTLENECK).block()).isEqualTo(Unit.BOTTLENECK);
        // timm looks layers up without capitals and underscores
        assertThat(bind("block", "Bottle_Neck").block()).isEqualTo(Unit.BOTTLENECK);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bind("block", "Basics"))
                .withMessage("argument \"block\": expected one of basic, bottle, bottleneck, found \"Basics\" (text)");
    }

    @Test
    void choicesAreGivenByNameAndKeepSharedArguments() {
        assertThat(bind("stem_type", "deep").stem()).isEqualTo(new Stem.Deep(48, false));
        assertThat(bind("stem_type", "deep_tiered").stem()).isEqualTo(new Stem.Deep(48, true));
        assertThat(bind("stem_type", "none").stem()).isEqualTo(Stem.None.NONE);
        assertThat(bind("stem_width", 24).stem()).isEqualTo(new Stem.Plain(24));
        assertThat(bind("stem_type", new Stem.Deep(1, true)).stem()).isEqualTo(new Stem.Deep(48, true));
        assertThat(RecordBinder.bind(BASE, Map.of("stem_type", "deep", "stem_width", 7))
                        .stem())
                .isEqualTo(new Stem.Deep(7, false));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bind("stem_type", 3))
                .withMessage("argument \"stem_type\": expected one of , deep, deep_tiered, none, found 3 (number)");
    }

    @Test
    void anArgumentOfAnotherCaseIsUnknown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordBinder.bind(BASE, Map.of("stem_type", "none", "stem_width", 7)))
                .withMessageContaining("unknown argument \"stem_width\"");
    }

    @Test
    void unknownNamesSuggestTheNearestAndListTheKnown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bind("stem_widht", 1))
                .withMessage("unknown argument \"stem_widht\"; did you mean stem_width?; known: block, layers, "
                        + "stem_type, stem_width, norm_eps, norm_layer, drop_rate, drop_path_rate, avg_down, act_layer, "
                        + "scales");
    }

    @Test
    void wrongTypesNameKeyExpectedAndFound() {
        assertRefused("avg_down", 1, "expected true or false, found 1 (number)");
        assertRefused("norm_eps", "small", "expected a number, found \"small\" (text)");
        assertRefused("stem_width", 1.5, "expected an integer, found 1.5 (number)");
        assertRefused(
                "stem_width",
                1L << 40,
                "expected an integer from -2147483648 to 2147483647, found 1099511627776 (number)");
        assertRefused("layers", 3, "expected a list, found 3 (number)");
        assertRefused("layers", List.of("a"), "expected an integer, found \"a\" (text)");
        assertRefused("scales", List.of(), "expected a map, found [] (list)");
        assertRefused("act_layer", true, "expected text, found true (boolean)");
        assertRefused("avg_down", null, "expected a value, found null");
    }

    private static void assertRefused(String name, @Nullable Object value, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bind(name, value))
                .withMessage("argument \"" + name + "\": " + message);
    }

    @Test
    void nullIsAValueWhereTheComponentAllowsIt() {
        Config named = bind("act_layer", "relu");
        assertThat(Arguments.of("act_layer", null).bindTo(named).actLayer()).isNull();
    }

    @Test
    void theConstructorsOwnRefusalComesThrough() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bind("norm_eps", 0.0))
                .withMessage("norm_eps must be positive, not 0.0");
    }

    @Test
    void withoutABaseEveryValueMustBeGivenButNullableOnes() {
        assertThat(RecordBinder.bind(Drop.class, Map.of("drop_rate", 1))).isEqualTo(new Drop(1, null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordBinder.bind(Config.class, Map.of("block", "basic", "stem_type", "")))
                .withMessage("missing arguments: layers, norm_eps, norm_layer, avg_down, scales");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordBinder.bind(Drop.class, Map.of("droprate", 1)))
                .withMessageStartingWith("unknown argument \"droprate\"; did you mean drop_rate");
    }

    @Test
    void writingIsTheInverseOfBinding() {
        Config config = RecordBinder.bind(
                BASE, Map.of("stem_type", "deep_tiered", "stem_width", 40, "block", "bottle", "drop_rate", 0.1));
        Map<String, @Nullable Object> map = RecordBinder.toMap(config);
        assertThat(map)
                .containsEntry("stem_type", "deep_tiered")
                .containsEntry("stem_width", 40)
                .containsEntry("block", "bottle")
                .containsEntry("drop_rate", 0.1)
                .containsEntry("norm_layer", "batchnorm2d");
        assertThat(RecordBinder.bind(Config.class, map)).isEqualTo(config);
    }

    record Stage(int depth, Unit unit) {}

    record Stages(List<Stage> stages, List<List<Long>> grid) {}

    @Test
    void recordsInListsAreBoundFromMaps() {
        Stages stages = RecordBinder.bind(
                Stages.class,
                Map.of(
                        "stages",
                        List.of(Map.of("depth", 3, "unit", "basic")),
                        "grid",
                        List.of(List.of(1, 2), List.of(3L))));
        assertThat(stages)
                .isEqualTo(new Stages(List.of(new Stage(3, Unit.BASIC)), List.of(List.of(1L, 2L), List.of(3L))));
        assertThat(RecordBinder.toMap(stages)).containsEntry("stages", List.of(Map.of("depth", 3, "unit", "basic")));
    }

    static final class Percent implements Codec<Double> {
        @Override
        public Double read(Object value) {
            if (value instanceof String text && text.endsWith("%")) {
                return Double.parseDouble(text.substring(0, text.length() - 1)) / 100;
            }
            throw new IllegalArgumentException("expected a percentage, found " + value);
        }

        @Override
        public Object write(Double value) {
            return value * 100 + "%";
        }
    }

    record Rate(@Coded(Percent.class) double rate) {}

    @Test
    void codecsReadAndWriteOtherForms() {
        Rate rate = RecordBinder.bind(Rate.class, Map.of("rate", "25%"));
        assertThat(rate.rate()).isEqualTo(0.25);
        assertThat(RecordBinder.toMap(rate)).containsExactly(entry("rate", "25.0%"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordBinder.bind(rate, Map.of("rate", 3)))
                .withMessage("argument \"rate\": expected a percentage, found 3");
    }

    record Twice(@Name("a") int first, @Name("a") int second) {}

    record Aliased(@Name({"crop_ratio", "crop"}) double crop) {}

    @Test
    void oneNameForTwoComponentsIsAProgrammingError() {
        assertThatIllegalStateException()
                .isThrownBy(() -> RecordBinder.names(new Twice(1, 2)))
                .withMessageContaining("\"a\"");
    }

    @Test
    void aliasesAreAcceptedButNotTogether() {
        assertThat(Arguments.of("crop", 1).bindTo(new Aliased(0)).crop()).isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordBinder.bind(new Aliased(0), Map.of("crop", 1, "crop_ratio", 1)))
                .withMessageContaining("give one");
    }

    @Test
    void namesListsWhatABaseTakes() {
        assertThat(RecordBinder.names(new Drop(0, 0.0))).containsExactly("drop_rate", "drop_path_rate");
        assertThat(RecordSchema.snakeCase("conv1Dw")).isEqualTo("conv1_dw");
    }
}
