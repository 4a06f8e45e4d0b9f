package io.github.timm4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** Writes results as a parquet file; lists become lists of three levels, as pandas reads them. */
final class ParquetResults {
    private ParquetResults() {}

    static void write(Path file, ResultTable results) throws IOException {
        MessageType schema = schema(results);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(schema)
                .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
                .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
                .build()) {
            for (Map<String, Object> row : results.rows()) {
                writer.write(group(schema, row));
            }
        }
    }

    private static MessageType schema(ResultTable results) {
        List<Type> columns = results.columns().stream()
                .map(column -> type(column, example(results, column)))
                .toList();
        return new MessageType("results", columns);
    }

    private static Object example(ResultTable results, String column) {
        return results.rows().stream()
                .map(row -> row.get(column))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
    }

    private static Type type(String column, Object value) {
        if (value instanceof List<?> list) {
            Type element = type("element", list.isEmpty() ? "" : list.get(0));
            return Types.optionalList().element(element).named(column);
        }
        if (value instanceof String) {
            return Types.optional(PrimitiveTypeName.BINARY)
                    .as(LogicalTypeAnnotation.stringType())
                    .named(column);
        }
        return Types.optional(primitive(value)).named(column);
    }

    private static PrimitiveTypeName primitive(Object value) {
        if (value instanceof Float) {
            return PrimitiveTypeName.FLOAT;
        }
        if (value instanceof Double) {
            return PrimitiveTypeName.DOUBLE;
        }
        return value instanceof Boolean ? PrimitiveTypeName.BOOLEAN : PrimitiveTypeName.INT64;
    }

    private static Group group(MessageType schema, Map<String, Object> row) {
        Group group = new SimpleGroup(schema);
        for (Map.Entry<String, Object> cell : row.entrySet()) {
            if (cell.getValue() instanceof List<?> list) {
                Group repeated = group.addGroup(cell.getKey());
                list.forEach(element -> add(repeated.addGroup("list"), "element", element));
            } else {
                add(group, cell.getKey(), cell.getValue());
            }
        }
        return group;
    }

    private static void add(Group group, String field, Object value) {
        if (value instanceof Float number) {
            group.add(field, number);
        } else if (value instanceof Double number) {
            group.add(field, number);
        } else if (value instanceof Boolean flag) {
            group.add(field, flag);
        } else if (value instanceof Number number) {
            group.add(field, number.longValue());
        } else {
            group.add(field, value.toString());
        }
    }
}
