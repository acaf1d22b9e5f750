package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/**
 * An image augmentation that applies others. Each of them draws by its own seed and the number of the example, as it
 * does alone. Two of one class therefore need two seeds.
 */
abstract class Composition extends ImageAugmentation {

    private static final long serialVersionUID = 1L;

    private final ImageAugmentation[] augmentations;

    Composition(long seed, long stream, ImageAugmentation... augmentations) {
        super(format(augmentations), seed, stream);
        this.augmentations = augmentations.clone();
    }

    private static CNN2DFormat format(ImageAugmentation... augmentations) {
        Arguments.atLeast("number of augmentations", Arguments.required("augmentations", augmentations).length, 1);
        CNN2DFormat format =
                Arguments.required("augmentation", augmentations[0]).format();
        for (ImageAugmentation augmentation : augmentations) {
            if (Arguments.required("augmentation", augmentation).format() != format) {
                throw Arguments.invalid("format of each augmentation", format.toString(), augmentation.format());
            }
        }
        return format;
    }

    final List<ImageAugmentation> augmentations() {
        return List.of(augmentations);
    }

    /** Selects and orders the augmentations for one image. */
    abstract List<ImageAugmentation> selected(SplitMix random);

    @Override
    final Change drawFor(long example, ImageShape shape) {
        List<Change> changes = selected(random(example)).stream()
                .map(augmentation -> augmentation.drawFor(example, shape))
                .collect(Collectors.toList());
        return new Chain(shape, changes);
    }

    @Override
    final Change draw(SplitMix random, ImageShape shape) {
        throw new UnsupportedOperationException("A composition draws by the number of an example");
    }

    @Override
    final boolean movesPixels() {
        return augmentations().stream().anyMatch(ImageAugmentation::movesPixels);
    }

    @Override
    final ImageShape changed(ImageShape shape) {
        for (ImageAugmentation augmentation : augmentations) {
            ImageShape changed = augmentation.changed(shape);
            if (changed.height != shape.height || changed.width != shape.width) {
                throw Arguments.invalid(
                        "size of images after " + augmentation.getClass().getSimpleName() + " in a composition",
                        "as before, " + shape.height + "x" + shape.width,
                        changed.height + "x" + changed.width);
            }
        }
        return shape;
    }
}
