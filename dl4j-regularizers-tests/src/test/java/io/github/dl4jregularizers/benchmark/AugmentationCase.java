package io.github.dl4jregularizers.benchmark;

import io.github.dl4jregularizers.augment.AugMix;
import io.github.dl4jregularizers.augment.Augmentation;
import io.github.dl4jregularizers.augment.AutoContrast;
import io.github.dl4jregularizers.augment.ColorJitter;
import io.github.dl4jregularizers.augment.CutMix;
import io.github.dl4jregularizers.augment.Cutout;
import io.github.dl4jregularizers.augment.DisturbLabel;
import io.github.dl4jregularizers.augment.ElasticDeformation;
import io.github.dl4jregularizers.augment.Equalize;
import io.github.dl4jregularizers.augment.GaussianBlur;
import io.github.dl4jregularizers.augment.Jitter;
import io.github.dl4jregularizers.augment.MixUp;
import io.github.dl4jregularizers.augment.PatchShuffle;
import io.github.dl4jregularizers.augment.Posterize;
import io.github.dl4jregularizers.augment.RandAugment;
import io.github.dl4jregularizers.augment.RandomAffine;
import io.github.dl4jregularizers.augment.RandomCropFlip;
import io.github.dl4jregularizers.augment.RandomErasing;
import io.github.dl4jregularizers.augment.RandomGrayscale;
import io.github.dl4jregularizers.augment.RandomPerspective;
import io.github.dl4jregularizers.augment.Sharpness;
import io.github.dl4jregularizers.augment.Solarize;
import io.github.dl4jregularizers.augment.SpecAugment;
import io.github.dl4jregularizers.augment.TrivialAugmentWide;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;

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
    GRAYSCALE(() -> new RandomGrayscale(CNN2DFormat.NCHW, 0.5, 1)),
    SOLARIZE(() -> new Solarize(CNN2DFormat.NCHW, 0.5)),
    POSTERIZE(() -> new Posterize(CNN2DFormat.NCHW, 4)),
    EQUALIZE(() -> new Equalize(CNN2DFormat.NCHW)),
    AUTO_CONTRAST(() -> new AutoContrast(CNN2DFormat.NCHW)),
    SHARPNESS(() -> new Sharpness(CNN2DFormat.NCHW, 2)),
    RAND_AUGMENT(() -> new RandAugment(CNN2DFormat.NCHW, 1)),
    TRIVIAL_AUGMENT(() -> new TrivialAugmentWide(CNN2DFormat.NCHW, 1)),
    AUG_MIX(() -> new AugMix(CNN2DFormat.NCHW, 1)),
    PATCH_SHUFFLE(() -> new PatchShuffle(CNN2DFormat.NCHW, 2, 0.5, 1)),
    MIXUP(() -> new MixUp(1, 1)),
    CUTMIX(() -> new CutMix(CNN2DFormat.NCHW, 1, 1)),
    CUTOUT(() -> new Cutout(CNN2DFormat.NCHW, 16, 1)),
    DISTURB_LABEL(() -> new DisturbLabel(0.1, 1)),
    /** Of spectrograms. */
    SPEC_AUGMENT(true, () -> new SpecAugment(RNNFormat.NCW, 1)
            .withTimeWarp(5)
            .withFeatureMasks(2, 27)
            .withTimeMasks(2, 20, 0.2)),
    /** Of spectrograms. */
    JITTER(true, () -> new Jitter(RNNFormat.NCW, 0.1, 1));

    private final boolean sequences;
    private final Supplier<Augmentation> augmentation;

    AugmentationCase(Supplier<Augmentation> augmentation) {
        this(false, augmentation);
    }

    AugmentationCase(boolean sequences, Supplier<Augmentation> augmentation) {
        this.sequences = sequences;
        this.augmentation = augmentation;
    }

    /** Tests whether the features are spectrograms, 80 features at 100 steps, instead of images. */
    boolean ofSequences() {
        return sequences;
    }

    Augmentation create() {
        return augmentation.get();
    }
}
