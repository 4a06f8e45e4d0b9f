package io.github.timm4j.nn;

import java.util.List;

/**
 * The levels of features that a model can hand out ({@code timm.models.FeatureInfo}).
 *
 * @param levels from the input to the deepest
 */
public record FeatureInfo(List<Level> levels) {

    /**
     * One level.
     *
     * @param module path of the layer whose result it is
     * @param channels number of channels
     * @param reduction input size divided by the level's size
     */
    public record Level(String module, int channels, int reduction) {}

    /** Keeps an immutable copy. */
    public FeatureInfo {
        levels = List.copyOf(levels);
    }

    /**
     * Channels of each level.
     *
     * @return one number a level
     */
    public List<Integer> channels() {
        return levels.stream().map(Level::channels).toList();
    }

    /**
     * Reduction of each level.
     *
     * @return one number a level
     */
    public List<Integer> reduction() {
        return levels.stream().map(Level::reduction).toList();
    }

    /**
     * Path of the layer behind each level.
     *
     * @return one path a level
     */
    public List<String> moduleName() {
        return levels.stream().map(Level::module).toList();
    }

    /**
     * Some of the levels.
     *
     * @param indices from 0
     * @return those levels in the given order
     */
    public FeatureInfo select(List<Integer> indices) {
        return new FeatureInfo(indices.stream().map(levels::get).toList());
    }
}
