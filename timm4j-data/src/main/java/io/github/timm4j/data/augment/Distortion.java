package io.github.timm4j.data.augment;

import io.github.timm4j.data.image.Pixels;
import io.github.timm4j.data.image.Window;

/** Distortions as operations. */
@FunctionalInterface
interface Distortion {
    /** Pixels. */
    Level ABSOLUTE = (level, hparams, draws) -> Level.signed(level / 10 * hparams.translateConst(), draws);

    /** Shares of a side. */
    Level RELATIVE = (level, hparams, draws) -> Level.signed(level / 10 * hparams.translatePct(), draws);

    /** Quarter turns need no sampling, as in Pillow. */
    AugmentOperation.Filter ROTATE = (image, arguments) -> {
        double degrees = ((arguments.value() % 360) + 360) % 360;
        Distortion turn = (picture, angle) -> Affine.rotation(angle, picture.width(), picture.height());
        boolean square = image.width() == image.height();
        boolean exact = degrees == 0 || degrees == 180 || (square && (degrees == 90 || degrees == 270));
        // timm draws the filter before it knows that none is needed
        AugmentOperation.Arguments angle =
                new AugmentOperation.Arguments(degrees, arguments.hparams(), arguments.draws());
        return exact ? turned(image, angle, (int) degrees / 90) : of(turn).apply(image, angle);
    };

    Affine map(Pixels image, double value);

    static AugmentOperation.Filter of(Distortion distortion) {
        return (image, arguments) -> {
            AugmentHparams hparams = arguments.hparams();
            return distortion
                    .map(image, arguments.value())
                    .apply(
                            image,
                            hparams.interpolation().size() == 1
                                    ? hparams.interpolation().get(0)
                                    : arguments.draws().choose(hparams.interpolation()),
                            hparams.fillFor(image.channels()));
        };
    }

    private static Pixels turned(Pixels image, AugmentOperation.Arguments arguments, int quarters) {
        if (arguments.hparams().interpolation().size() > 1) {
            arguments.draws().choose(arguments.hparams().interpolation());
        }
        Pixels result = image.crop(Window.full(image.height(), image.width()));
        int size = image.width();
        for (int i = 0; quarters > 0 && i < image.height() * size; i++) {
            int row = i / size;
            int column = i % size;
            int fromRow = quarters == 2 ? image.height() - 1 - row : quarters == 1 ? column : size - 1 - column;
            int fromColumn = quarters == 2 ? size - 1 - column : quarters == 1 ? size - 1 - row : row;
            int from = (fromRow * size + fromColumn) * image.channels();
            System.arraycopy(image.data(), from, result.data(), i * image.channels(), image.channels());
        }
        return result;
    }
}
