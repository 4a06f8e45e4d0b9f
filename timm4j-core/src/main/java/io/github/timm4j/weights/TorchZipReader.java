package io.github.timm4j.weights;

import io.github.timm4j.weights.PickleNode.Storage;
import io.github.timm4j.weights.PickleNode.StorageClass;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads PyTorch's zip format: one folder of any name with data.pkl, a storage per file below data/, and byteorder. */
final class TorchZipReader {
    /** Far above any checkpoint's: the pickle holds names and sizes, no weights. */
    private static final int MAX_PICKLE = 64 << 20;

    private static final int FIRST_FRAMED_PROTOCOL = 4;
    private static final String PICKLE = "/data.pkl";

    private final FileBytes file;
    private final ZipArchive zip;
    private final String root;
    private final boolean bigEndian;
    private final Set<String> used = new HashSet<>();

    private TorchZipReader(FileBytes file, ZipArchive zip) {
        this.file = file;
        this.zip = zip;
        this.root = root();
        this.bigEndian = bigEndian();
    }

    /** Whether an archive looks like a PyTorch file, sound or not. */
    static boolean recognises(ZipArchive zip) {
        return zip.names().stream().anyMatch(name -> name.endsWith(PICKLE) || name.endsWith("/version"));
    }

    static WeightFile.Content read(FileBytes file, ZipArchive zip) {
        return WeightFile.Content.tree(WeightFormat.TORCH_ZIP, new TorchZipReader(file, zip).read());
    }

    private PlainValue read() {
        if (zip.names().contains(root + "/constants.pkl")) {
            throw file.corrupt("a TorchScript archive, which is a program and is not read for its weights");
        }
        ByteBuffer pickle = zip.verified(root + PICKLE, MAX_PICKLE);
        PickleInput in = new PickleInput(file, pickle);
        Unpickler unpickler = new Unpickler(in, new TorchObjects(file, this::storage));
        PlainValue content = unpickler.load();
        if (unpickler.protocol() >= FIRST_FRAMED_PROTOCOL) {
            requireAllUsed();
        }
        return content;
    }

    /**
     * PyTorch's own restricted reader takes protocols up to 3 only. What it would not read is read here where it is
     * complete: no storage may be left over.
     */
    private void requireAllUsed() {
        for (String name : zip.names()) {
            if (name.startsWith(root + "/data/") && !used.contains(name)) {
                throw file.corrupt("a pickle of protocol 4 or 5 that leaves storage '" + name + "' unused");
            }
        }
    }

    private String root() {
        List<String> pickles = zip.names().stream()
                .filter(name -> name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length())
                .toList();
        if (pickles.size() != 1) {
            throw file.corrupt("a PyTorch zip file has one folder with data.pkl, found " + pickles);
        }
        return pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
    }

    private boolean bigEndian() {
        String name = root + "/byteorder";
        if (!zip.names().contains(name)) {
            return false;
        }
        String order =
                StandardCharsets.ISO_8859_1.decode(zip.verified(name, 16)).toString();
        if (!order.equals("big") && !order.equals("little")) {
            throw file.corrupt("byte order is neither 'little' nor 'big'");
        }
        return order.equals("big");
    }

    private Storage storage(StorageClass kind, String key, long elements, List<Object> view) {
        String name = root + "/data/" + key;
        if (!view.isEmpty() || !zip.names().contains(name)) {
            throw file.corrupt("the pickle refers to storage '" + key + "', which the file does not have");
        }
        ByteSource bytes = zip.bytes(name);
        int size = kind.type() == null ? 1 : kind.type().bytes();
        if (bytes.length() % size != 0 || bytes.length() / size != elements) {
            throw file.corrupt(String.format(
                    "storage '%s' should hold %d elements of %d bytes but has %d bytes",
                    key, elements, size, bytes.length()));
        }
        used.add(name);
        return new Storage(kind.type(), bytes, bigEndian);
    }
}
