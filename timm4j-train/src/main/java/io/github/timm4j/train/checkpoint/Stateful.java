package io.github.timm4j.train.checkpoint;

import io.github.timm4j.weights.PlainValue;

/** A part of a run whose state goes into checkpoints, such as a loss scaler. */
public interface Stateful {
    /**
     * The state; tensors in it are read when it is written.
     *
     * @return plain values by name
     */
    PlainValue.Dict stateDict();

    /**
     * Puts a state back.
     *
     * @param state what {@link #stateDict} gave
     * @throws io.github.timm4j.StateDictException where it does not fit; nothing is changed then
     */
    void loadStateDict(PlainValue state);
}
