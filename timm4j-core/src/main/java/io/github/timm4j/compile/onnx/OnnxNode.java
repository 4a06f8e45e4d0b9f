package io.github.timm4j.compile.onnx;

import java.util.List;

/**
 * One operator of a model.
 *
 * @param op the standard's name
 * @param inputs names of values, empty for a missing optional one
 * @param output name of the result
 * @param attributes constants
 * @param layer what made it, kept as a note
 */
public record OnnxNode(String op, List<String> inputs, String output, List<OnnxAttribute> attributes, String layer) {
    private static final int INPUT = 1;
    private static final int OUTPUT = 2;
    private static final int NAME = 3;
    private static final int OP_TYPE = 4;
    private static final int ATTRIBUTE = 5;
    private static final int DOC_STRING = 6;

    /** Keeps immutable copies. */
    public OnnxNode {
        inputs = List.copyOf(inputs);
        attributes = List.copyOf(attributes);
    }

    /** A {@code NodeProto}. */
    ProtoMessage message(int index) {
        ProtoMessage message = new ProtoMessage();
        inputs.forEach(input -> message.text(INPUT, input));
        message.text(OUTPUT, output).text(NAME, op + "_" + index).text(OP_TYPE, op);
        attributes.forEach(attribute -> message.message(ATTRIBUTE, attribute.message()));
        return message.text(DOC_STRING, layer);
    }
}
