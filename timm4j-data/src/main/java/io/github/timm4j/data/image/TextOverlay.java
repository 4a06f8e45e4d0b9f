package io.github.timm4j.data.image;

import io.github.timm4j.ImageException;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/** Writes lines of text, such as predicted classes, into the upper left corner of a picture. Needs no screen. */
public final class TextOverlay {
    private static final Color BACKGROUND = new Color(0, 0, 0, 160);

    private TextOverlay() {}

    /**
     * Draws on a copy.
     *
     * @param image a picture; the size of the letters follows its height
     * @param lines what to write
     * @return the copy, RGB
     */
    public static Pixels draw(Pixels image, List<String> lines) {
        BufferedImage canvas = image.convert(ColorMode.RGB).toBufferedImage();
        Graphics2D graphics = canvas.createGraphics();
        try {
            int size = Math.max(10, image.height() / 22);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, size));
            FontMetrics metrics = graphics.getFontMetrics();
            int widest = lines.stream().mapToInt(metrics::stringWidth).max().orElse(0);
            graphics.setColor(BACKGROUND);
            graphics.fillRect(0, 0, widest + size, lines.size() * metrics.getHeight() + size / 2);
            graphics.setColor(Color.WHITE);
            int baseline = size / 4 + metrics.getAscent();
            for (String line : lines) {
                graphics.drawString(line, size / 2, baseline);
                baseline += metrics.getHeight();
            }
        } finally {
            graphics.dispose();
        }
        return Pixels.of(canvas);
    }

    /**
     * Draws on a picture and writes it to a file.
     *
     * @param image a picture
     * @param lines what to write
     * @param file where to; its ending says the format: png, jpg, bmp or gif
     * @throws ImageException where the ending names no such format
     * @throws UncheckedIOException where the file cannot be written
     */
    public static void write(Pixels image, List<String> lines, Path file) {
        String name = String.valueOf(file.getFileName());
        String format = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        try {
            if (!ImageIO.write(draw(image, lines).toBufferedImage(), format, file.toFile())) {
                throw new ImageException("no writer for '" + format + "', the ending of " + file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
