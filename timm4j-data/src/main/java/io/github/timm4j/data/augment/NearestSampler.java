package io.github.timm4j.data.augment;

import io.github.timm4j.data.image.Pixels;

/**
 * The pixel that a point lies in. Pillow adds up steps, in 16.16 fixed point unless the axes stay apart or the picture
 * is too large for that; the rounding errors are part of the result.
 */
record NearestSampler(Affine map, Pixels image, Pixels out) {
    void run() {
        if (map.b() == 0 && map.d() == 0) {
            scale();
        } else if (fits(0, 0)
                && fits(image.width(), 0)
                && fits(0, image.height())
                && fits(image.width(), image.height())) {
            fixed();
        } else {
            floating();
        }
    }

    private void scale() {
        int[] columns = new int[image.width()];
        double x = map.c() + map.a() * 0.5;
        for (int i = 0; i < columns.length; i++, x += map.a()) {
            columns[i] = whole(x);
        }
        double y = map.f() + map.e() * 0.5;
        for (int row = 0; row < image.height(); row++, y += map.e()) {
            for (int column = 0; column < columns.length; column++) {
                copy(row, column, whole(y), columns[column]);
            }
        }
    }

    private void fixed() {
        int startX = fix(map.c() + map.a() * 0.5 + map.b() * 0.5);
        int startY = fix(map.f() + map.d() * 0.5 + map.e() * 0.5);
        for (int row = 0; row < image.height(); row++) {
            int x = startX;
            int y = startY;
            for (int column = 0; column < image.width(); column++) {
                copy(row, column, y >> 16, x >> 16);
                x += fix(map.a());
                y += fix(map.d());
            }
            startX += fix(map.b());
            startY += fix(map.e());
        }
    }

    private void floating() {
        double startX = map.c() + map.a() * 0.5 + map.b() * 0.5;
        double startY = map.f() + map.d() * 0.5 + map.e() * 0.5;
        for (int row = 0; row < image.height(); row++, startX += map.b(), startY += map.e()) {
            double x = startX;
            double y = startY;
            for (int column = 0; column < image.width(); column++, x += map.a(), y += map.d()) {
                copy(row, column, whole(y), whole(x));
            }
        }
    }

    private boolean fits(int x, int y) {
        return Math.abs(x * map.a() + y * map.b() + map.c()) < 32768
                && Math.abs(x * map.d() + y * map.e() + map.f()) < 32768;
    }

    private static int fix(double value) {
        return (int) Math.floor(value * 65536 + 0.5);
    }

    private static int whole(double value) {
        return value < 0 ? -1 : (int) value;
    }

    private void copy(int row, int column, int fromRow, int fromColumn) {
        if (fromRow >= 0 && fromRow < image.height() && fromColumn >= 0 && fromColumn < image.width()) {
            int channels = image.channels();
            int from = (fromRow * image.width() + fromColumn) * channels;
            System.arraycopy(image.data(), from, out.data(), (row * image.width() + column) * channels, channels);
        }
    }
}
