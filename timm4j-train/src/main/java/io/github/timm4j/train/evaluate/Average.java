package io.github.timm4j.train.evaluate;

/** How the numbers of several classes become one, as scikit-learn's metrics name it. */
public enum Average {
    /** Over all predictions at once. */
    MICRO,
    /** The mean over the classes that occur. */
    MACRO,
    /** The mean over the classes, weighted by how often each is right. */
    WEIGHTED
}
