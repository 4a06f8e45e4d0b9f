package io.github.timm4j.compile.onnx;

import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A named constant of an ONNX operator. */
public final class OnnxAttribute {
    private static final int NAME = 1;
    private static final int REAL = 2;
    private static final int INTEGER = 3;
    private static final int TEXT = 4;
    private static final int INTEGERS = 8;
    private static final int TYPE = 20;
    private static final int TYPE_REAL = 1;
    private static final int TYPE_INTEGER = 2;
    private static final int TYPE_TEXT = 3;
    private static final int TYPE_INTEGERS = 7;

    private final ProtoMessage message;

    private OnnxAttribute(String name, int type) {
        message = new ProtoMessage().text(NAME, name).integer(TYPE, type);
    }

    /**
     * A whole number.
     *
     * @param name as the operator calls it
     * @param value the number
     * @return the attribute
     */
    public static OnnxAttribute whole(String name, long value) {
        OnnxAttribute attribute = new OnnxAttribute(name, TYPE_INTEGER);
        attribute.message.integer(INTEGER, value);
        return attribute;
    }

    /**
     * A list of whole numbers.
     *
     * @param name as the operator calls it
     * @param values the numbers
     * @return the attribute
     */
    public static OnnxAttribute wholes(String name, long... values) {
        OnnxAttribute attribute = new OnnxAttribute(name, TYPE_INTEGERS);
        attribute.message.integers(INTEGERS, values);
        return attribute;
    }

    /**
     * A real number, kept in single precision.
     *
     * @param name as the operator calls it
     * @param value the number
     * @return the attribute
     */
    public static OnnxAttribute real(String name, double value) {
        OnnxAttribute attribute = new OnnxAttribute(name, TYPE_REAL);
        attribute.message.real(REAL, (float) value);
        return attribute;
    }

    /**
     * A string.
     *
     * @param name as the operator calls it
     * @param value the text
     * @return the attribute
     */
    public static OnnxAttribute text(String name, String value) {
        OnnxAttribute attribute = new OnnxAttribute(name, TYPE_TEXT);
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        attribute.message.bytes(TEXT, utf8.length, () -> ByteBuffer.wrap(utf8));
        return attribute;
    }

    /**
     * An element type.
     *
     * @param name as the operator calls it
     * @param value the type
     * @return the attribute
     * @throws IllegalArgumentException where ONNX has no such type
     */
    public static OnnxAttribute type(String name, DataType value) {
        return whole(name, OnnxTypes.code(value));
    }

    ProtoMessage message() {
        return message;
    }
}
