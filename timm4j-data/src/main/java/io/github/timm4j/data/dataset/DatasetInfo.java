package io.github.timm4j.data.dataset;

import java.util.List;

/** What the classes of a model are called. Source: timm.data.dataset_info. */
public interface DatasetInfo {
    /**
     * The number of classes with a name.
     *
     * @return at least 1
     */
    int numClasses();

    /**
     * The classes that have a name.
     *
     * @return their numbers, in the order given
     */
    List<Integer> labelIndices();

    /**
     * Tells whether a class has a name.
     *
     * @param index of a class
     * @return true where it has
     */
    boolean hasLabel(int index);

    /**
     * The name of a class.
     *
     * @param index of a class
     * @return its name, such as a WordNet id
     * @throws IllegalArgumentException where it has none
     */
    String labelName(int index);

    /**
     * What a class is.
     *
     * @param labelName name of a class
     * @param detailed whether to give more where there is more
     * @return a text for people, the name itself where there is no other
     * @throws IllegalArgumentException where the name is unknown
     */
    String describe(String labelName, boolean detailed);

    /**
     * What a class is.
     *
     * @param index of a class
     * @param detailed whether to give more where there is more
     * @return a text for people
     * @throws IllegalArgumentException where it has no name
     */
    default String describe(int index, boolean detailed) {
        return describe(labelName(index), detailed);
    }
}
