package io.github.timm4j.data.random;

import io.github.timm4j.fixtures.FixtureStream;

/** The draws of an oracle stream: v = (u + 1) / 2 in order; a beta number is the draw itself. */
public final class StreamDraws implements Draws {
    private final FixtureStream stream;
    private int count;

    public StreamDraws(String name) {
        stream = new FixtureStream(name);
    }

    @Override
    public double next() {
        count++;
        return (stream.next() + 1) / 2;
    }

    @Override
    public double beta(double alpha, double beta) {
        return next();
    }

    /** How many were drawn so far. */
    public int count() {
        return count;
    }
}
