package io.github.timm4j.train.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.Styler.YAxisPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The curves of a run over its epochs, side by side: losses, accuracies, learning rate. Painting needs no screen. */
public final class TrainingCurves {
    private static final int WIDTH = 520;
    private static final int HEIGHT = 400;
    private static final int MARKED_EPOCHS = 30;
    private static final int EPOCH_LABELS = 8;
    private static final int LABEL_DIGITS = 3;
    private static final double LARGEST_LABEL = 1e6;
    private static final Color[] COLOURS = {
        new Color(0x1f77b4), new Color(0xff7f0e), new Color(0x2ca02c), new Color(0xd62728), new Color(0x9467bd)
    };
    private static final String LOSS = "loss";

    private TrainingCurves() {}

    /** One line of a panel: what an epoch has for it, or null. */
    private record Line(String name, Function<EpochRow, @Nullable Double> value) {}

    /**
     * Paints the curves.
     *
     * @param rows the epochs, at least one
     * @return a picture with one panel for each kind of curve that there is
     * @throws IllegalArgumentException where there are no epochs
     */
    public static BufferedImage paint(List<EpochRow> rows) {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("curves need at least one epoch");
        }
        List<XYChart> panels = new ArrayList<>();
        panel(panels, rows, "loss", lines(rows, true));
        panel(panels, rows, "accuracy (%)", lines(rows, false));
        panel(panels, rows, "learning rate", List.of(new Line("lr", EpochRow::learningRate)));
        BufferedImage picture =
                new BufferedImage(WIDTH * Math.max(1, panels.size()), HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < panels.size(); i++) {
            Graphics2D graphics = picture.createGraphics();
            graphics.translate(i * WIDTH, 0);
            panels.get(i).paint(graphics, WIDTH, HEIGHT);
            graphics.dispose();
        }
        return picture;
    }

    /**
     * Paints the curves into a file.
     *
     * @param rows the epochs, at least one
     * @param file a PNG file, which is replaced
     * @return the file
     * @throws UncheckedIOException if it cannot be written
     */
    public static Path write(List<EpochRow> rows, Path file) {
        try (OutputStream out = Files.newOutputStream(file)) {
            ImageIO.write(paint(rows), "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
        return file;
    }

    private static List<Line> lines(List<EpochRow> rows, boolean losses) {
        Set<String> train = new LinkedHashSet<>();
        Set<String> eval = new LinkedHashSet<>();
        for (EpochRow row : rows) {
            train.addAll(row.train().keySet());
            eval.addAll(row.eval().keySet());
        }
        List<Line> lines = new ArrayList<>();
        for (String name : train) {
            if (isLoss(name) == losses) {
                lines.add(new Line("train " + name, row -> row.train().get(name)));
            }
        }
        for (String name : eval) {
            if (isLoss(name) == losses) {
                lines.add(new Line("eval " + name, row -> row.eval().get(name)));
            }
        }
        return lines;
    }

    private static boolean isLoss(String name) {
        return name.toLowerCase(Locale.ROOT).contains(LOSS);
    }

    private static void panel(List<XYChart> panels, List<EpochRow> rows, String title, List<Line> lines) {
        int exponent = exponent(rows, lines);
        double unit = Math.pow(10, exponent);
        XYChart chart = chart(exponent == 0 ? title : title + " / 1e" + exponent);
        chart.getStyler().setXAxisMaxLabelCount(Math.min(EPOCH_LABELS, rows.size()));
        int colour = 0;
        for (Line line : lines) {
            List<EpochRow> known =
                    rows.stream().filter(row -> isKnown(line, row)).toList();
            if (!known.isEmpty()) {
                XYSeries series = chart.addSeries(
                        line.name(),
                        known.stream().map(EpochRow::epoch).toList(),
                        known.stream().map(row -> value(line, row) / unit).toList());
                series.setLineColor(COLOURS[colour % COLOURS.length]);
                series.setMarkerColor(COLOURS[colour++ % COLOURS.length]);
                series.setLineStyle(new BasicStroke(2f));
                series.setMarker(known.size() <= MARKED_EPOCHS ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
            }
        }
        if (colour > 0) {
            panels.add(chart);
        }
    }

    private static boolean isKnown(Line line, EpochRow row) {
        Double value = line.value().apply(row);
        return value != null && Double.isFinite(value);
    }

    private static double value(Line line, EpochRow row) {
        return Objects.requireNonNull(line.value().apply(row));
    }

    /** Decimal places that leave the labels, where a run diverged: an axis of such numbers would have no end of digits. */
    private static int exponent(List<EpochRow> rows, List<Line> lines) {
        double largest = lines.stream()
                .flatMapToDouble(line ->
                        rows.stream().filter(row -> isKnown(line, row)).mapToDouble(row -> Math.abs(value(line, row))))
                .max()
                .orElse(0);
        return largest < LARGEST_LABEL ? 0 : (int) Math.floor(Math.log10(largest));
    }

    private static XYChart chart(String title) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("epoch")
                .build();
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setChartTitleBoxVisible(false);
        chart.getStyler().setChartTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
        chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
        chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
        chart.getStyler().setYAxisGroupPosition(0, YAxisPosition.Left);
        chart.getStyler().setPlotGridLinesColor(new Color(0xdddddd));
        chart.getStyler().setMarkerSize(5);
        chart.getStyler().setLocale(Locale.ROOT);
        chart.getStyler().setXAxisDecimalPattern("0");
        chart.getStyler().setYAxisTickLabelsFormattingFunction(TrainingCurves::label);
        return chart;
    }

    private static String label(double value) {
        return new BigDecimal(value)
                .round(new MathContext(LABEL_DIGITS))
                .stripTrailingZeros()
                .toPlainString();
    }
}
