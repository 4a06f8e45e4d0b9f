package io.github.timm4j.data.reader;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.timm4j.CorruptFileException;
import io.github.timm4j.TimmException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** One parquet file: the only class besides {@link ParquetRow} that needs the parquet library. */
final class ParquetTable {
    private final Path file;
    private final ParquetMetadata footer;

    private ParquetTable(Path file, ParquetMetadata footer) {
        this.file = file;
        this.footer = footer;
    }

    /**
     * Reads a file's description.
     *
     * @throws IOException where it cannot be opened
     * @throws CorruptFileException where it is damaged or no parquet file
     * @throws DatasetException where the parquet library is not on the class path
     */
    static ParquetTable open(Path file) throws IOException {
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file), options())) {
            return new ParquetTable(file, reader.getFooter());
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw damaged(file, e);
        } catch (NoClassDefFoundError e) {
            throw new DatasetException("reading " + file + " needs com.jerolba:carpet-record on the class path", e);
        }
    }

    private static ParquetReadOptions options() {
        return ParquetReadOptions.builder(new PlainParquetConfiguration())
                .usePageChecksumVerification()
                .build();
    }

    private static CorruptFileException damaged(Path file, Exception cause) {
        return new CorruptFileException(file + " is damaged or no parquet file: " + cause.getMessage(), cause);
    }

    Path file() {
        return file;
    }

    /** The number of rows of each row group. */
    List<Long> rowGroups() {
        return footer.getBlocks().stream().map(BlockMetaData::getRowCount).toList();
    }

    /** The description that the writer left, empty where there is none. */
    String metadata(String key) {
        Map<String, String> pairs = footer.getFileMetaData().getKeyValueMetaData();
        return pairs.getOrDefault(key, "");
    }

    /** Tells whether there is a column, or a field of a column after a slash. */
    boolean has(String column) {
        GroupType type = footer.getFileMetaData().getSchema();
        for (String part : column.split("/", -1)) {
            if (type == null || !type.containsField(part)) {
                return false;
            }
            Type field = type.getType(part);
            type = field.isPrimitive() ? null : field.asGroupType();
        }
        return true;
    }

    List<String> columns() {
        return footer.getFileMetaData().getSchema().getFields().stream()
                .map(Type::getName)
                .toList();
    }

    /**
     * Reads some columns of a row group, row by row.
     *
     * @param rowGroup its number
     * @param columns names, or one field of a column after a slash
     * @param rows takes each row as an object
     * @throws CorruptFileException where the file is damaged
     */
    void read(int rowGroup, List<String> columns, Consumer<JsonNode> rows) throws IOException {
        MessageType schema = projection(columns);
        InputFile input = new LocalInputFile(file);
        try (ParquetFileReader reader = ParquetFileReader.open(input, footer, options(), input.newStream())) {
            reader.setRequestedSchema(schema);
            PageReadStore pages = reader.readRowGroup(rowGroup);
            RecordReader<Group> records =
                    new ColumnIOFactory().getColumnIO(schema).getRecordReader(pages, new GroupRecordConverter(schema));
            for (long row = 0; row < pages.getRowCount(); row++) {
                rows.accept(ParquetRow.toJson(records.read()));
            }
        } catch (TimmException | UncheckedIOException | FileSystemException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw damaged(file, e);
        }
    }

    private MessageType projection(List<String> columns) {
        MessageType all = footer.getFileMetaData().getSchema();
        List<Type> wanted = new ArrayList<>();
        for (Type column : all.getFields()) {
            String prefix = column.getName() + "/";
            List<String> inner = columns.stream()
                    .filter(name -> name.startsWith(prefix))
                    .map(name -> name.substring(prefix.length()))
                    .toList();
            if (columns.contains(column.getName())) {
                wanted.add(column);
            } else if (!inner.isEmpty() && !column.isPrimitive()) {
                List<Type> fields = column.asGroupType().getFields().stream()
                        .filter(field -> inner.contains(field.getName()))
                        .toList();
                wanted.add(column.asGroupType().withNewFields(fields));
            }
        }
        return new MessageType(all.getName(), wanted);
    }
}
