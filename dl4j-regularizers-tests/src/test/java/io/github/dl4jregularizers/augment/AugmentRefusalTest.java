package io.github.dl4jregularizers.augment;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.internal.ListOfBatches;
import java.util.Collections;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Refused arguments, with the argument, the allowed range and the value. */
class AugmentRefusalTest {

    private static final CNN2DFormat NCHW = CNN2DFormat.NCHW;

    private static void refuses(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    private static DataSet batch(int size) {
        return Batches.of(size, NCHW, DataType.FLOAT);
    }

    @Test
    void arguments() {
        refuses(() -> new MixUp(0, 1), "alpha must be finite and > 0, but was 0");
        refuses(() -> new MixUp(Double.NaN, 1), "alpha");
        refuses(() -> new MixUp(1, 1).withProbability(1.5), "probability must be in [0.0, 1.0], but was 1.5");
        refuses(() -> new CutMix(null, 1, 1), "format must be given, but was null");
        refuses(() -> new CutMix(NCHW, -1, 1), "alpha");
        refuses(() -> new Cutout(NCHW, 0, 1), "side must be >= 1, but was 0");
        refuses(() -> new Cutout(NCHW, 4, 1).withFill(Double.NaN), "fill must be finite, but was NaN");
        refuses(() -> new RandomErasing(NCHW, Double.NaN, 1), "probability");
        refuses(() -> new RandomErasing(NCHW, 1.5, 1), "probability must be in [0.0, 1.0], but was 1.5");
        refuses(() -> new RandomCropFlip(NCHW, 2, 1).withSize(0, 4), "height must be >= 1");
        refuses(() -> new RandomCropFlip(NCHW, 2, 1).withSize(4, 0), "width must be >= 1");
        refuses(() -> new RandomCropFlip(NCHW, -1, 1), "padding must be >= 0, but was -1");
        refuses(() -> new ColorJitter(NCHW, 1).withBrightness(-0.1), "brightness must be finite and >= 0");
        refuses(() -> new ColorJitter(NCHW, 1).withContrast(Double.NaN), "contrast");
        refuses(() -> new ColorJitter(NCHW, 1).withSaturation(Double.POSITIVE_INFINITY), "saturation");
        refuses(() -> new ColorJitter(NCHW, 1).withHue(0.6), "hue must be in [0.0, 0.5], but was 0.6");
        refuses(() -> new DisturbLabel(1.1, 1), "probability must be in [0.0, 1.0], but was 1.1");
        refuses(() -> new DisturbLabel(0.1, 1).startAt(-1), "examples must be >= 0, but was -1");
        refuses(() -> new AugmentedDataSetIterator(null), "batches must be given");
        refuses(
                () -> new AugmentedDataSetIterator(new ListOfBatches(Collections.nCopies(1, batch(2))), (MixUp) null),
                "change must be given");
    }

    @Test
    void rangesOfGeometryAndTone() {
        RandomAffine affine = new RandomAffine(NCHW, 1);
        refuses(() -> affine.withRotation(181), "rotation must be in [0.0, 180.0], but was 181");
        refuses(() -> affine.withTranslation(1.1, 0), "horizontal translation must be in [0.0, 1.0], but was 1.1");
        refuses(() -> affine.withTranslation(0, Double.NaN), "vertical translation");
        refuses(() -> affine.withScale(0, 1), "smallest scale must be finite and > 0, but was 0");
        refuses(() -> affine.withScale(1, 0.9), "largest scale must be finite and >= the smallest, 1.0, but was 0.9");
        refuses(() -> affine.withShear(90, 0), "horizontal shear must be in [0, 90), but was 90");
        refuses(() -> affine.withShear(0, -1), "vertical shear");
        refuses(() -> affine.withInterpolation(null), "interpolation must be given");
        refuses(() -> affine.withFill(Double.NaN), "fill must be finite");
        refuses(() -> affine.withFill(1, 2).preProcess(batch(1)), "fill must be one value, or 3");
        refuses(() -> new RandomPerspective(NCHW, 1, 1), "distortion must be in [0, 1), but was 1");
        refuses(() -> new RandomPerspective(NCHW, 0.5, 1).withProbability(2), "probability");
        refuses(() -> new ElasticDeformation(NCHW, 1).withAlpha(-1), "alpha must be finite and >= 0, but was -1");
        refuses(() -> new ElasticDeformation(NCHW, 1).withSigma(Double.NaN), "sigma must be finite and >= 0");
        refuses(
                () -> new ElasticDeformation(NCHW, 1).preProcess(batch(1)),
                "height and width of images must be above 4 sigma, 20, but was 8x6");
        refuses(() -> new PatchShuffle(NCHW, 0, 1, 1), "side must be >= 1, but was 0");
        refuses(() -> new AugMix(NCHW, 1).withWidth(0), "width must be >= 1, but was 0");
        refuses(() -> new AugMix(NCHW, 1).withSeverity(11), "severity must be in [1.0, 10.0], but was 11");
        refuses(() -> new AugMix(NCHW, 1).withAlpha(0), "alpha must be finite and > 0, but was 0");
        DataSet segments = batch(1);
        segments.setLabels(segments.getFeatures());
        refuses(() -> new AugMix(NCHW, 1).preProcess(segments), "labels and masks of AugMix must be no images");
        refuses(() -> new GaussianBlur(NCHW, 4, 1), "kernelSize must be odd and >= 1, but was 4");
        refuses(() -> new GaussianBlur(NCHW, 3, 1).withSigma(0, 1), "smallest sigma must be finite and > 0");
        refuses(
                () -> new GaussianBlur(NCHW, 3, 1).withSigma(1, 0.5),
                "largest sigma must be finite and >= the smallest");
        refuses(
                () -> new GaussianBlur(NCHW, 13, 1).preProcess(batch(1)),
                "height and width of images must be above half the kernel, 6, but was 8x6");
        refuses(() -> new RandomGrayscale(NCHW, 2, 1), "probability");
        refuses(() -> new Solarize(NCHW, -0.1), "threshold must be in [0.0, 1.0], but was -0.1");
        refuses(() -> new Posterize(NCHW, 9), "bits must be in [0.0, 8.0], but was 9");
        refuses(() -> new Sharpness(NCHW, -1), "factor must be finite and >= 0, but was -1");
        refuses(() -> new Equalize(null), "format must be given");
        refuses(() -> new RandAugment(NCHW, 1).withOperations(0), "operations must be >= 1");
        refuses(() -> new RandAugment(NCHW, 1).withMagnitude(31), "magnitude must be in [0.0, 30.0], but was 31");
        refuses(
                () -> new TrivialAugmentWide(NCHW, 1).withFill(1, 2).preProcess(batch(1)),
                "fill must be one value, or 3");
    }

    @Test
    void compositionsThatDoNotFit() {
        refuses(() -> new RandomChoice(1), "number of augmentations must be >= 1, but was 0");
        refuses(() -> new RandomOrder(1, (ImageAugmentation) null), "augmentation must be given");
        refuses(() -> new RandomApply(1.5, 1, new Equalize(NCHW)), "probability");
        refuses(
                () -> new RandomOrder(1, new Equalize(NCHW), new Equalize(CNN2DFormat.NHWC)),
                "format of each augmentation must be NCHW, but was NHWC");
        refuses(
                () -> new RandomApply(1, 1, new RandomCropFlip(NCHW, 0, 1).withSize(4, 4)).preProcess(batch(2)),
                "size of images after RandomCropFlip in a composition must be as before, 8x6, but was 4x4");
    }

    @Test
    void tonesOfNormalizedImages() {
        DataSet normalized = batch(2);
        normalized.setFeatures(normalized.getFeatures().sub(0.5));
        for (ImageAugmentation tone : new ImageAugmentation[] {
            new Solarize(NCHW, 0.5),
            new Posterize(NCHW, 4),
            new Equalize(NCHW),
            new AutoContrast(NCHW),
            new Sharpness(NCHW, 2)
        }) {
            refuses(() -> tone.preProcess(normalized), "values of images must be in [0, 1]");
        }
    }

    @Test
    void batchesThatCannotBeMixed() {
        DataSet indices = new DataSet(Nd4j.ones(3, 2), Nd4j.create(new float[] {0, 2, 1}, new long[] {3, 1}));
        refuses(() -> new MixUp(1, 1).preProcess(indices), "labels of example 0 must be probabilities");
        DataSet logits = new DataSet(Nd4j.ones(2, 2), Nd4j.create(new float[][] {{0, 1}, {2, -1}}));
        refuses(() -> new MixUp(1, 1).preProcess(logits), "labels of example 1 must be probabilities");
        DataSet nan = new DataSet(Nd4j.ones(2, 2), Nd4j.create(new float[][] {{0, 1}, {Float.NaN, 1}}));
        refuses(() -> new DisturbLabel(0.1, 1).preProcess(nan), "labels of example 1 must be probabilities");
        DataSet maps = new DataSet(Nd4j.ones(2, 2), Nd4j.ones(2, 3, 4));
        refuses(() -> new MixUp(1, 1).preProcess(maps), "labels must be one-hot or probabilities of shape");
        DataSet fewer = new DataSet(Nd4j.ones(4, 2), Nd4j.eye(3));
        for (Augmentation change : new Augmentation[] {new MixUp(1, 1), new DisturbLabel(0.1, 1)}) {
            refuses(
                    () -> change.preProcess(fewer),
                    "labels must be one-hot or probabilities of shape [4 examples, classes],"
                            + " but was FLOAT of shape [3, 3]");
        }
        refuses(() -> new MixUp(1, 1).preProcess(new DataSet(Nd4j.ones(2, 2), null)), "labels must be given");
        DataSet whole = new DataSet(Nd4j.ones(DataType.INT32, 2, 2), Nd4j.eye(2));
        refuses(() -> new MixUp(1, 1).preProcess(whole), "features must be of a floating-point type, but was INT");
        DataSet masked = batch(3);
        masked.setFeaturesMaskArray(Nd4j.create(new float[][] {{1}, {1}, {0}}));
        refuses(() -> new MixUp(1, 1).preProcess(masked), "features mask must be the same for both examples");
    }

    @Test
    void labelsAndMasksOfAnotherSizeCannotMove() {
        DataSet segments = batch(2);
        segments.setLabels(Nd4j.ones(2, 3, 4, 6));
        DataSet masked = batch(2);
        masked.setFeaturesMaskArray(Nd4j.ones(2, 1, 8, 1));
        DataSet labelsMasked = batch(2);
        labelsMasked.setLabelsMaskArray(Nd4j.ones(2, 1, 1, 6));
        RandomCropFlip crop = new RandomCropFlip(NCHW, 2, 1);
        refuses(
                () -> crop.preProcess(segments),
                "labels must be of the images' height and width, 8x6, but was of shape [2, 3, 4, 6]");
        refuses(() -> crop.preProcess(masked), "features mask must be of the images' height and width");
        refuses(() -> crop.preProcess(labelsMasked), "labels mask must be of the images' height and width");
        new Cutout(NCHW, 2, 1).preProcess(segments);
    }

    @Test
    void imagesThatCannotBeChanged() {
        refuses(
                () -> new RandomCropFlip(NCHW, 2, 1).withSize(13, 6).preProcess(batch(2)),
                "size of padded images must be at least the crop's 13x6, but was 12x10");
        refuses(
                () -> new Cutout(NCHW, 2, 1).preProcess(new DataSet(Nd4j.ones(2, 9), Nd4j.eye(2))),
                "features must be images: floating-point numbers of shape [batch, channels, height, width], but was"
                        + " FLOAT of shape [2, 9]");
        refuses(
                () -> new Cutout(NCHW, 2, 1).withFill(0, 0).preProcess(batch(2)),
                "fill must be one value, or 3, one per channel, but was [0.0, 0.0]");
        refuses(
                () -> new ColorJitter(CNN2DFormat.NHWC, 1).preProcess(batch(2)),
                "channels of images must be 3: red, green, blue, but was 6");
        DataSet normalized = batch(2);
        normalized.setFeatures(normalized.getFeatures().sub(0.5));
        refuses(
                () -> new ColorJitter(NCHW, 1).preProcess(normalized),
                "values of images must be in [0, 1]: change colors before normalizing");
    }
}
