package io.github.timm4j.nn;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Channel numbers of networks that were pruned after training ({@code timm.models.adapt_model_from_file}). */
public final class Pruning {
    private Pruning() {}

    /**
     * Reads the shapes of a pruned network, one {@code key size,size,…} a line.
     *
     * @param owner a class beside the resource
     * @param resource its name
     * @return key to shape
     */
    public static Map<String, long[]> shapes(Class<?> owner, String resource) {
        try (InputStream in = owner.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + resource + " beside " + owner.getName());
            }
            Map<String, long[]> shapes = new LinkedHashMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                String[] parts = line.split(" ");
                shapes.put(
                        parts[0],
                        Arrays.stream(parts[1].split(","))
                                .mapToLong(Long::parseLong)
                                .toArray());
            });
            return shapes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Resizes every convolution and batch norm; the first convolution keeps its channels in. */
    static void resize(Layer model, Map<String, long[]> shapes) {
        boolean[] first = {true};
        model.layers().forEach((path, layer) -> {
            long[] shape = shapes.get(path + ".weight");
            if (layer instanceof Conv2d conv && shape != null) {
                conv.resize(first[0] ? conv.spec().in() : (int) shape[1], (int) shape[0]);
                first[0] = false;
            } else if (layer instanceof BatchNorm2d norm && shape != null) {
                norm.resize((int) shape[0]);
            }
        });
    }

    /** Channels that a layer hands out: those of its last convolution or batch norm, or the channels before it. */
    static int outChannels(Layer layer, int before) {
        int channels = before;
        for (Layer part : layer.layers().values()) {
            if (part instanceof Conv2d conv) {
                channels = conv.spec().out();
            } else if (part instanceof BatchNorm2d norm) {
                channels = norm.channels();
            }
        }
        return channels;
    }
}
