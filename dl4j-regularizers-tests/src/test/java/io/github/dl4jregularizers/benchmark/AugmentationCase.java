package io.github.dl4jregularizers.benchmark;

import io.github.dl4jregularizers.augment.AugMix;
import io.github.dl4jregularizers.augment.Augmentation;
import io.github.dl4jregularizers.augment.ColorJitter;
import io.github.dl4jregularizers.augment.CutMix;
import io.github.dl4jregularizers.augment.Cutout;
import io.github.dl4jregularizers.augment.DisturbLabel;
import io.github.dl4jregularizers.augment.ElasticDeformation;
import io.github.dl4jregularizers.augment.GaussianBlur;
import io.github.dl4jregularizers.augment.MixUp;
import io.github.dl4jregularizers.augment.PatchShuffle;
import io.github.dl4jregularizers.augment.RandAugment;
import io.github.dl4jregularizers.augment.RandomAffine;
import io.github.dl4jregularizers.augment.RandomCropFlip;
import io.github.dl4jregularizers.augment.RandomErasing;
import io.github.dl4jregularizers.augment.RandomPerspective;
import io.github.dl4jregularizers.augment.TrivialAugmentWide;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/** The operations on a batch of 32x32 images; the script has the counterparts under the same names. */
enum AugmentationCase {
    CROP_FLIP(() -> new RandomCropFlip(CNN2DFormat.NCHW, 4, 1)),
    RANDOM_ERASING(() -> new RandomErasing(CNN2DFormat.NCHW, 0.5, 1)),
    COLOR_JITTER(() -> new ColorJitter(CNN2DFormat.NCHW, 1)
            .withBrightness(0.4)
            .withContrast(0.4)
            .withSaturation(0.4)
            .withHue(0.1)),
    AFFINE(() -> new RandomAffine(CNN2DFormat.NCHW, 1)
            .withRotation(15)
            .withTranslation(0.1, 0.1)
            .withScale(0.9, 1.1)
            .withShear(5, 5)),
    PERSPECTIVE(() -> new RandomPerspective(CNN2DFormat.NCHW, 0.5, 1)),
    ELASTIC(() -> new ElasticDeformation(CNN2DFormat.NCHW, 1)),
    BLUR(() -> new GaussianBlur(CNN2DFormat.NCHW, 3, 1)),
    RAND_AUGMENT(() -> new RandAugment(CNN2DFormat.NCHW, 1)),
    TRIVIAL_AUGMENT(() -> new TrivialAugmentWide(CNN2DFormat.NCHW, 1)),
    AUG_MIX(() -> new AugMix(CNN2DFormat.NCHW, 1)),
    PATCH_SHUFFLE(() -> new PatchShuffle(CNN2DFormat.NCHW, 2, 0.5, 1)),
    MIXUP(() -> new MixUp(1, 1)),
    CUTMIX(() -> new CutMix(CNN2DFormat.NCHW, 1, 1)),
    CUTOUT(() -> new Cutout(CNN2DFormat.NCHW, 16, 1)),
    DISTURB_LABEL(() -> new DisturbLabel(0.1, 1));

    private final Supplier<Augmentation> augmentation;

    AugmentationCase(Supplier<Augmentation> augmentation) {
        this.augmentation = augmentation;
    }

    Augmentation create() {
        return augmentation.get();
    }
}
