package io.github.timm4j.data.reader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.Type;

/** Turns a row of a parquet file into an object: missing values become null, lists arrays, bytes binary nodes. */
final class ParquetRow {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ParquetRow() {}

    static ObjectNode toJson(Group group) {
        ObjectNode object = JSON.objectNode();
        for (Type field : group.getType().getFields()) {
            object.set(field.getName(), field(group, field));
        }
        return object;
    }

    private static JsonNode field(Group group, Type field) {
        int count = group.getFieldRepetitionCount(field.getName());
        if (field.isRepetition(Type.Repetition.REPEATED)) {
            ArrayNode items = JSON.arrayNode(count);
            for (int i = 0; i < count; i++) {
                items.add(value(group, field, i));
            }
            return items;
        }
        return count == 0 ? JSON.nullNode() : value(group, field, 0);
    }

    private static JsonNode value(Group group, Type field, int index) {
        if (field.isPrimitive()) {
            return primitive(group, field, index);
        }
        Group inner = group.getGroup(field.getName(), index);
        return field.getLogicalTypeAnnotation() instanceof LogicalTypeAnnotation.ListLogicalTypeAnnotation
                ? list(inner)
                : toJson(inner);
    }

    /** A list is a group with one repeated field, usually itself a group around the item. */
    private static JsonNode list(Group group) {
        Type repeated = group.getType().getType(0);
        JsonNode items = field(group, repeated);
        boolean wrapped = !repeated.isPrimitive() && ((GroupType) repeated).getFieldCount() == 1;
        if (!wrapped) {
            return items;
        }
        ArrayNode unwrapped = JSON.arrayNode(items.size());
        items.forEach(item -> unwrapped.add(item.elements().next()));
        return unwrapped;
    }

    private static JsonNode primitive(Group group, Type field, int index) {
        String name = field.getName();
        return switch (field.asPrimitiveType().getPrimitiveTypeName()) {
            case BOOLEAN -> JSON.booleanNode(group.getBoolean(name, index));
            case INT32 -> JSON.numberNode(group.getInteger(name, index));
            case INT64 -> JSON.numberNode(group.getLong(name, index));
            case FLOAT -> JSON.numberNode(group.getFloat(name, index));
            case DOUBLE -> JSON.numberNode(group.getDouble(name, index));
            case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 ->
                field.getLogicalTypeAnnotation() instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation
                        ? JSON.textNode(group.getString(name, index))
                        : JSON.binaryNode(group.getBinary(name, index).getBytes());
        };
    }
}
