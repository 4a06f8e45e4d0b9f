package io.github.timm4j.data.loader;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.timm4j.data.DataConfig;
import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.image.TextOverlay;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** Shows a person what a model sees: the pictures of a batch, augmented, with their labels, as one PNG. */
public final class ContactSheet {
    private static final int GAP = 4;

    private final DataConfig config;
    private final List<String> labels;

    /**
     * A sheet for batches of a loader.
     *
     * @param config the statistics that pictures were normalised with
     * @param labels names of the classes by number; a class beyond them is shown as its number
     */
    public ContactSheet(DataConfig config, List<String> labels) {
        this.config = config;
        this.labels = List.copyOf(labels);
    }

    /**
     * Writes a batch, in rows from the left; with views of pictures a row is as long as a kind of view.
     *
     * @param batch pictures {@code (B, C, H, W)}, normalised or uint8, and labels {@code (B)} or {@code (B, classes)}
     * @param columns pictures in a row
     * @param file a PNG
     * @throws IllegalArgumentException where there are no columns
     * @throws UncheckedIOException where the file cannot be written
     */
    public void write(Batch batch, int columns, Path file) {
        if (columns < 1) {
            throw new IllegalArgumentException("a sheet has at least one column, got " + columns);
        }
        List<Pixels> pictures = pictures(batch.images());
        List<List<String>> names = names(batch.targets());
        int width = pictures.get(0).width() + GAP;
        int height = pictures.get(0).height() + GAP;
        int rows = (pictures.size() + columns - 1) / columns;
        BufferedImage sheet =
                new BufferedImage(width * columns - GAP, height * rows - GAP, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        for (int i = 0; i < pictures.size(); i++) {
            BufferedImage labelled =
                    TextOverlay.draw(pictures.get(i), names.get(i)).toBufferedImage();
            graphics.drawImage(labelled, i % columns * width, i / columns * height, null);
        }
        graphics.dispose();
        try {
            ImageIO.write(sheet, "png", file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** Turns normalising round; what was erased may lie beyond black or white and is cut off. */
    private List<Pixels> pictures(NDArray images) {
        Shape shape = images.getShape();
        int channels = (int) shape.get(1);
        int plane = (int) (shape.get(2) * shape.get(3));
        boolean raw = images.getDataType() == DataType.UINT8;
        float[] values;
        try (NDArray floats = images.toType(DataType.FLOAT32, true)) {
            values = floats.toFloatArray();
        }
        List<Pixels> pictures = new ArrayList<>();
        for (int i = 0; i < shape.get(0); i++) {
            byte[] data = new byte[channels * plane];
            for (int o = 0; o < data.length; o++) {
                int channel = o % channels;
                float value = values[(i * channels + channel) * plane + o / channels];
                double level = raw ? value : 255 * (value * statistic(config.std(), channel)
                        + statistic(config.mean(), channel));
                data[o] = (byte) Math.max(0, Math.min(255, Math.round(level)));
            }
            pictures.add(Pixels.of((int) shape.get(2), (int) shape.get(3), channels, data));
        }
        return pictures;
    }

    private static double statistic(List<Double> values, int channel) {
        return values.get(values.size() == 1 ? 0 : channel);
    }

    private List<List<String>> names(NDArray targets) {
        int count = (int) targets.getShape().get(0);
        if (targets.getShape().dimension() == 1) {
            long[] classes;
            try (NDArray indices = targets.toType(DataType.INT64, true)) {
                classes = indices.toLongArray();
            }
            return IntStream.range(0, count)
                    .mapToObj(i -> List.of(name((int) classes[i])))
                    .toList();
        }
        float[] values;
        try (NDArray floats = targets.toType(DataType.FLOAT32, true)) {
            values = floats.toFloatArray();
        }
        int classes = values.length / count;
        return IntStream.range(0, count)
                .mapToObj(i -> largest(values, i * classes, classes))
                .toList();
    }

    /** The two classes with the largest shares. */
    private List<String> largest(float[] values, int from, int classes) {
        return IntStream.range(0, classes)
                .boxed()
                .sorted(Comparator.comparingDouble(c -> -values[from + c]))
                .limit(2)
                .filter(c -> values[from + c] > 0)
                .map(c -> String.format(Locale.ROOT, "%s %.2f", name(c), values[from + c]))
                .toList();
    }

    private String name(int index) {
        return index >= 0 && index < labels.size() ? labels.get(index) : Integer.toString(index);
    }
}
