package io.github.timm4j.data.reader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The features of a {@code tf.train.Example}. */
final class TfExample {
    private static final int BYTES_LIST = 1;
    private static final int FLOAT_LIST = 2;
    private static final int INT64_LIST = 3;
    private static final int VALUE = 1;

    // a feature's message, parsed when asked for: most are pictures that nobody needs twice
    private final Map<String, ByteBuffer> features = new HashMap<>();

    /** Reads the names; a later feature of the same name counts. */
    TfExample(byte[] message) {
        ProtoCursor example = new ProtoCursor(ByteBuffer.wrap(message));
        while (example.next()) {
            if (example.field() == 1 && example.isBytes()) {
                readFeatures(new ProtoCursor(example.bytes()));
            } else {
                example.skip();
            }
        }
    }

    private void readFeatures(ProtoCursor map) {
        while (map.next()) {
            if (map.field() == 1 && map.isBytes()) {
                readEntry(new ProtoCursor(map.bytes()));
            } else {
                map.skip();
            }
        }
    }

    private void readEntry(ProtoCursor entry) {
        String name = "";
        ByteBuffer feature = ByteBuffer.allocate(0);
        while (entry.next()) {
            if (entry.field() == 1 && entry.isBytes()) {
                name = StandardCharsets.UTF_8.decode(entry.bytes()).toString();
            } else if (entry.field() == 2 && entry.isBytes()) {
                feature = entry.bytes();
            } else {
                entry.skip();
            }
        }
        features.put(name, feature);
    }

    Set<String> names() {
        return features.keySet();
    }

    /** The first bytes of a feature, or null where it has none. */
    byte @Nullable [] bytes(String name) {
        ByteBuffer message = features.get(name);
        ProtoCursor feature = new ProtoCursor(message == null ? ByteBuffer.allocate(0) : message);
        while (feature.next()) {
            if (feature.field() == BYTES_LIST && feature.isBytes()) {
                ProtoCursor list = new ProtoCursor(feature.bytes());
                if (list.next() && list.field() == VALUE && list.isBytes()) {
                    ByteBuffer value = list.bytes();
                    byte[] copy = new byte[value.remaining()];
                    value.get(copy);
                    return copy;
                }
            } else {
                feature.skip();
            }
        }
        return null;
    }

    /** The values of a feature, byte strings as text; empty where there is no such feature. */
    ArrayNode values(String name) {
        ArrayNode values = JsonNodeFactory.instance.arrayNode();
        ByteBuffer message = features.get(name);
        ProtoCursor feature = new ProtoCursor(message == null ? ByteBuffer.allocate(0) : message);
        while (feature.next()) {
            if (feature.isBytes() && feature.field() <= INT64_LIST) {
                readList(feature.field(), new ProtoCursor(feature.bytes()), values);
            } else {
                feature.skip();
            }
        }
        return values;
    }

    private static void readList(int kind, ProtoCursor list, ArrayNode values) {
        while (list.next()) {
            if (list.field() != VALUE) {
                list.skip();
            } else if (kind == BYTES_LIST) {
                values.add(StandardCharsets.UTF_8.decode(list.bytes()).toString());
            } else if (!list.isBytes()) {
                values.add(number(kind, list));
            } else {
                ProtoCursor packed = new ProtoCursor(list.bytes());
                while (packed.hasRemaining()) {
                    values.add(number(kind, packed));
                }
            }
        }
    }

    private static JsonNode number(int kind, ProtoCursor list) {
        return kind == FLOAT_LIST
                ? JsonNodeFactory.instance.numberNode(list.float32())
                : JsonNodeFactory.instance.numberNode(list.varint());
    }
}
