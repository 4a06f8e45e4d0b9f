package io.github.timm4j.weights;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Reads a zip file of NumPy arrays, stored or deflated, as JAX and Flax checkpoints come. */
final class NpzReader {
    private static final String SUFFIX = ".npy";

    private NpzReader() {}

    static boolean recognises(ZipArchive zip) {
        return zip.names().stream().anyMatch(name -> name.endsWith(SUFFIX));
    }

    static WeightFile.Content read(FileBytes file, ZipArchive zip) {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        for (String entry : zip.names()) {
            if (!entry.endsWith(SUFFIX)) {
                throw file.corrupt("entry '" + entry + "' among NumPy arrays");
            }
            zip.verifyStored(entry);
            FileBytes array = new FileBytes(file.name() + ", entry '" + entry + "'", zip.bytes(entry));
            tensors.put(entry.substring(0, entry.length() - SUFFIX.length()), tensor(array));
        }
        return WeightFile.Content.flat(WeightFormat.NPZ, tensors, Map.of());
    }

    private static WeightTensor tensor(FileBytes array) {
        NpyHeader header = NpyHeader.read(array);
        long[] shape = header.shape().stream().mapToLong(Long::longValue).toArray();
        ByteSource data = array.window(header.dataStart(), array.length() - header.dataStart(), "the array");
        try {
            if (header.type().bytesFor(Layout.count(shape)) == data.length()) {
                long[] sizes = header.fortranOrder() ? reversed(shape) : shape;
                WeightTensor tensor =
                        WeightTensor.view(header.type(), Layout.contiguous(sizes), data, header.bigEndian());
                return header.fortranOrder() ? tensor.permute(fallingOrder(shape.length)) : tensor;
            }
        } catch (ArithmeticException e) {
            throw array.corrupt("a shape whose size passes 2^63", e);
        }
        throw array.corrupt(header.type() + Arrays.toString(shape) + " does not take the " + data.length()
                + " bytes that are there");
    }

    private static long[] reversed(long[] shape) {
        long[] sizes = new long[shape.length];
        for (int d = 0; d < shape.length; d++) {
            sizes[d] = shape[shape.length - 1 - d];
        }
        return sizes;
    }

    private static int[] fallingOrder(int rank) {
        return IntStream.range(0, rank).map(d -> rank - 1 - d).toArray();
    }
}
