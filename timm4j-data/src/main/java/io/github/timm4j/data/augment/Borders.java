package io.github.timm4j.data.augment;

/** Which pixel stands for one beyond the border. */
public final class Borders {
    private Borders() {}

    /**
     * Reflects without repeating the border itself, as often as needed.
     *
     * @param index any
     * @param size pixels from border to border
     * @return from 0 to below the size
     */
    public static int reflect(int index, int size) {
        if (size == 1) {
            return 0;
        }
        int at = Math.floorMod(index, 2 * size - 2);
        return at < size ? at : 2 * size - 2 - at;
    }
}
