package io.github.timm4j.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.timm4j.CorruptFileException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks a safetensors file by the rules of the reference implementation; an exactly repeated key is refused too. */
final class SafetensorsReader {
    private static final int LENGTH_BYTES = 8;

    private final FileBytes file;

    private SafetensorsReader(FileBytes file) {
        this.file = file;
    }

    static WeightFile.Content read(FileBytes file) {
        return new SafetensorsReader(file).read();
    }

    private WeightFile.Content read() {
        long headerBytes = headerLength();
        SafetensorsHeader header = header(headerBytes);
        ByteSource data =
                file.window(LENGTH_BYTES + headerBytes, file.length() - LENGTH_BYTES - headerBytes, "the data part");
        checkCoverage(header.entries(), data.length());
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        header.entries().forEach((name, entry) -> tensors.put(name, tensor(name, entry, data)));
        return WeightFile.Content.flat(WeightFormat.SAFETENSORS, tensors, header.metadata());
    }

    private long headerLength() {
        if (file.length() < LENGTH_BYTES) {
            throw file.corrupt("truncated: a safetensors file begins with 8 bytes of header length, the file has "
                    + file.length());
        }
        long length = file.slice(0, LENGTH_BYTES, "the header length").getLong(0);
        if (length < 0 || length > SafetensorsHeader.MAX_BYTES || length > file.length() - LENGTH_BYTES) {
            throw file.corrupt(String.format(
                    "header length %s is beyond the file's %d bytes or the limit of %d; no safetensors file or truncated",
                    Long.toUnsignedString(length), file.length(), SafetensorsHeader.MAX_BYTES));
        }
        return length;
    }

    private SafetensorsHeader header(long length) {
        ByteBuffer bytes = file.slice(LENGTH_BYTES, length, "the header");
        if (length > 0 && bytes.get(0) == (byte) 0xef) {
            throw file.corrupt("the header begins with a byte order mark");
        }
        InputStreamReader text = new InputStreamReader(
                new BufferStream(bytes),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
        try {
            return SafetensorsHeader.read(text);
        } catch (JsonProcessingException e) {
            throw file.corrupt(
                    "bad safetensors header: " + e.getOriginalMessage().replace('\n', ' '), e);
        } catch (IOException e) {
            throw file.corrupt("bad safetensors header: " + e.getMessage(), e);
        }
    }

    private void checkCoverage(Map<String, SafetensorsHeader.Entry> entries, long dataLength) {
        List<Map.Entry<String, SafetensorsHeader.Entry>> sorted = new ArrayList<>(entries.entrySet());
        sorted.sort(Comparator.comparingLong((Map.Entry<String, SafetensorsHeader.Entry> e) ->
                        e.getValue().start())
                .thenComparingLong(e -> e.getValue().end()));
        long covered = 0;
        for (Map.Entry<String, SafetensorsHeader.Entry> named : sorted) {
            SafetensorsHeader.Entry entry = named.getValue();
            if (entry.start() != covered || entry.end() < entry.start()) {
                throw file.corrupt(String.format(
                        "tensor '%s' lies at bytes %d to %d where the next free byte is %d: a hole, an overlap or reversed",
                        named.getKey(), entry.start(), entry.end(), covered));
            }
            covered = entry.end();
        }
        if (covered != dataLength) {
            throw file.corrupt("the tensors cover " + covered + " bytes of data, the file has " + dataLength
                    + ": truncated or longer");
        }
    }

    private WeightTensor tensor(String name, SafetensorsHeader.Entry entry, ByteSource data) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            throw file.corrupt("a tensor name holds half of a surrogate pair");
        }
        long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
        long bytes = entry.end() - entry.start();
        try {
            if (entry.type().bytesFor(Layout.count(shape)) == bytes) {
                ByteSource source = data.window(entry.start(), bytes);
                return WeightTensor.view(entry.type(), Layout.contiguous(shape), source, false);
            }
        } catch (ArithmeticException e) {
            throw file.corrupt("tensor '" + name + "' of shape " + entry.shape() + " has no valid size", e);
        }
        throw new CorruptFileException(file.name() + ": tensor '" + name + "' " + entry.type() + entry.shape()
                + " does not take the " + bytes + " bytes that its offsets span");
    }

    /** Reads a buffer as a stream, without a copy of it. */
    private static final class BufferStream extends InputStream {
        private final ByteBuffer bytes;

        BufferStream(ByteBuffer bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return bytes.hasRemaining() ? bytes.get() & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int count = Math.min(length, bytes.remaining());
            bytes.get(target, offset, count);
            return count == 0 && length > 0 ? -1 : count;
        }
    }
}
