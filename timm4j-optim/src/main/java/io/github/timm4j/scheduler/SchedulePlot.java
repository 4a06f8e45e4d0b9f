package io.github.timm4j.scheduler;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * The learning rates of a whole training run, computed without training, as numbers or as a picture.
 *
 * <p>Painting needs no screen.
 */
public final class SchedulePlot {
    private static final int MARGIN_LEFT = 80;
    private static final int MARGIN = 40;
    private static final int TICKS = 5;
    private static final Color[] COLOURS = {
        new Color(0x1f77b4), new Color(0xd62728), new Color(0x2ca02c), new Color(0x9467bd), new Color(0xff7f0e)
    };

    private final String title;
    private final double[][] rates;

    private SchedulePlot(String title, double[][] rates) {
        this.title = title;
        this.rates = rates;
    }

    /**
     * Simulates a run, in the order of the training loop; a plateau schedule sees no metric and stays where it is.
     *
     * @param options the schedule
     * @param baseRates one initial rate a group
     * @return the run
     * @throws IllegalArgumentException where no rate is given or the options are wrong
     */
    public static SchedulePlot simulate(SchedulerOptions options, double... baseRates) {
        if (baseRates.length == 0) {
            throw new IllegalArgumentException("a plot needs at least one base rate");
        }
        LearningRateGroups groups = LearningRateGroups.of(baseRates);
        SchedulerPlan plan = SchedulerFactory.createSchedulerV2(groups, options);
        boolean inEpochs = options.span().stepOnEpochs();
        int steps = inEpochs
                ? plan.numEpochs()
                : Math.multiplyExact(plan.numEpochs(), options.span().updatesPerEpoch());
        double[][] rates = new double[baseRates.length][steps];
        for (int t = 0; t < steps; t++) {
            for (int group = 0; group < baseRates.length; group++) {
                rates[group][t] = groups.learningRate(group);
            }
            int next = t + 1;
            plan.scheduler().ifPresent(scheduler -> advance(scheduler, inEpochs, next));
        }
        return new SchedulePlot(
                options.sched().name().toLowerCase(Locale.ROOT) + (inEpochs ? ", by epoch" : ", by update"), rates);
    }

    /**
     * The rates in force.
     *
     * @return a row a group, with a value for each epoch or update of the run
     */
    public double[][] rates() {
        double[][] copy = new double[rates.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = rates[i].clone();
        }
        return copy;
    }

    /**
     * Draws the rates and writes them as PNG.
     *
     * @param file where to; replaced if it exists
     * @param width in pixels, 200 or more
     * @param height in pixels, 150 or more
     * @throws IOException where the file cannot be written
     * @throws IllegalArgumentException where the picture is too small
     */
    public void write(Path file, int width, int height) throws IOException {
        if (width < 200 || height < 150) {
            throw new IllegalArgumentException("a plot needs 200 x 150 pixels or more, got " + width + " x " + height);
        }
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        try {
            g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            g.setColor(Color.WHITE);
            g.fillRect(0, 0, width, height);
            paint(g, width - MARGIN_LEFT - MARGIN, height - 2 * MARGIN);
        } finally {
            g.dispose();
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            ImageIO.write(image, "png", out);
        }
    }

    private static void advance(Scheduler scheduler, boolean inEpochs, int next) {
        if (inEpochs) {
            scheduler.step(next);
        } else {
            scheduler.stepUpdate(next);
        }
    }

    /** Paints into an area of the given size whose corner is at the margins. */
    private void paint(Graphics2D g, int width, int height) {
        double highest = highest();
        int last = Math.max(1, rates[0].length - 1);
        g.translate(MARGIN_LEFT, MARGIN);
        g.setColor(Color.DARK_GRAY);
        g.drawString(title, 0, -MARGIN / 2);
        for (int i = 0; i <= TICKS; i++) {
            int x = width * i / TICKS;
            int y = height - height * i / TICKS;
            g.setColor(Color.LIGHT_GRAY);
            g.drawLine(x, 0, x, height);
            g.drawLine(0, y, width, y);
            g.setColor(Color.DARK_GRAY);
            g.drawString(Long.toString(Math.round((double) last * i / TICKS)), x - 8, height + MARGIN / 2);
            g.drawString(String.format(Locale.ROOT, "%.3g", highest * i / TICKS), 10 - MARGIN_LEFT, y + 4);
        }
        g.setStroke(new BasicStroke(2));
        for (int group = 0; group < rates.length; group++) {
            g.setColor(COLOURS[group % COLOURS.length]);
            g.draw(curve(rates[group], (double) width / last, height / highest, height));
        }
    }

    private double highest() {
        double highest = 0;
        for (double[] group : rates) {
            for (double rate : group) {
                highest = Math.max(highest, rate);
            }
        }
        return highest > 0 ? highest : 1;
    }

    private static Path2D curve(double[] values, double perStep, double perRate, int bottom) {
        Path2D path = new Path2D.Double();
        path.moveTo(0, bottom);
        for (int t = 0; t < values.length; t++) {
            double y = bottom - values[t] * perRate;
            if (t == 0) {
                path.moveTo(0, y);
            } else {
                path.lineTo(t * perStep, y);
            }
        }
        return path;
    }
}
