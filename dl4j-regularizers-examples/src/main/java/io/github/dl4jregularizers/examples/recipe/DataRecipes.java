package io.github.dl4jregularizers.examples.recipe;

import io.github.dl4jregularizers.augment.AdversarialExamples;
import io.github.dl4jregularizers.augment.AugMix;
import io.github.dl4jregularizers.augment.ColorJitter;
import io.github.dl4jregularizers.augment.ConsistencyViews;
import io.github.dl4jregularizers.augment.CutMix;
import io.github.dl4jregularizers.augment.Cutout;
import io.github.dl4jregularizers.augment.ElasticDeformation;
import io.github.dl4jregularizers.augment.MixUp;
import io.github.dl4jregularizers.augment.PatchShuffle;
import io.github.dl4jregularizers.augment.RandAugment;
import io.github.dl4jregularizers.augment.RandomAffine;
import io.github.dl4jregularizers.augment.RandomCropFlip;
import io.github.dl4jregularizers.augment.RandomErasing;
import io.github.dl4jregularizers.augment.RandomPerspective;
import io.github.dl4jregularizers.augment.TrivialAugmentWide;
import io.github.dl4jregularizers.loss.JensenShannonConsistencyLoss;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;

/** Recipes of augmentations and adversarial examples. */
final class DataRecipes {

    /** Distance of adversarial examples in 255ths of the range of intensities, as Madry et al. for CIFAR-10. */
    private static final double LEVELS = 8;

    static final List<Recipe> ALL = List.of(
            Recipe.named("augmentation", "random crops and flips").withAugmentation(),
            Recipe.named("mixup", "images and labels mixed in pairs").withAugmentation(seed -> new MixUp(1, seed)),
            Recipe.named("cutmix", "rectangles of other images pasted in, every second batch")
                    .withAugmentation(seed -> new CutMix(CNN2DFormat.NCHW, 1, seed).withProbability(0.5)),
            Recipe.named("manifold-mixup", "images or feature maps mixed in pairs, at a random place per batch")
                    .withChange(new ManifoldMixing()),
            Recipe.named("cutout", "squares of 12 pixels blanked")
                    .withAugmentation(seed -> new Cutout(CNN2DFormat.NCHW, 12, seed)),
            Recipe.named("random-erasing", "rectangles blanked in every second image")
                    .withAugmentation(seed -> new RandomErasing(CNN2DFormat.NCHW, 0.5, seed)),
            Recipe.named("color-jitter", "brightness, contrast, saturation 0.4, hue 0.1")
                    .withImageAugmentation(seed -> new ColorJitter(CNN2DFormat.NCHW, seed)
                            .withBrightness(0.4)
                            .withContrast(0.4)
                            .withSaturation(0.4)
                            .withHue(0.1)),
            Recipe.named("affine", "rotations to 15 degrees, moves, scales, shears; flips and crops")
                    .withImageAugmentation(seed -> new RandomAffine(CNN2DFormat.NCHW, seed)
                            .withRotation(15)
                            .withTranslation(0.1, 0.1)
                            .withScale(0.9, 1.1)
                            .withShear(5, 5))
                    .withAugmentation(),
            Recipe.named("rand-augment", "two random operations of magnitude 9, crops and flips")
                    .withImageAugmentation(seed -> new RandAugment(CNN2DFormat.NCHW, seed))
                    .withAugmentation(),
            Recipe.named("trivial-augment", "one random operation of random magnitude, crops and flips")
                    .withImageAugmentation(seed -> new TrivialAugmentWide(CNN2DFormat.NCHW, seed))
                    .withAugmentation(),
            Recipe.named("augmix", "mixtures of random chains of operations, crops and flips")
                    .withImageAugmentation(seed -> new AugMix(CNN2DFormat.NCHW, seed))
                    .withAugmentation(),
            Recipe.named("augmix-consistency", "equal predictions for two augmix views of an image; crops and flips")
                    .withImageAugmentation(seed -> new RandomCropFlip(CNN2DFormat.NCHW, 4, seed))
                    .withImageAugmentation(seed -> new ConsistencyViews(new AugMix(CNN2DFormat.NCHW, seed)))
                    .withLoss(() -> new JensenShannonConsistencyLoss(new LabelSmoothingLoss(0))),
            Recipe.named("perspective", "views from random angles, crops and flips")
                    .withImageAugmentation(seed -> new RandomPerspective(CNN2DFormat.NCHW, 0.3, seed))
                    .withAugmentation(),
            Recipe.named("elastic", "smooth deformations, crops and flips")
                    .withImageAugmentation(seed -> new ElasticDeformation(CNN2DFormat.NCHW, seed)
                            .withAlpha(20)
                            .withSigma(3))
                    .withAugmentation(),
            Recipe.named("patch-shuffle", "pixels permuted inside 2x2 patches of a tenth of the images")
                    .withAugmentation(seed -> new PatchShuffle(CNN2DFormat.NCHW, 2, 0.1, seed)),
            Recipe.named("adversarial-fgsm", "FGSM examples of 8/255 besides the images: three passes")
                    .withAdversary((plan, network) -> AdversarialExamples.fgsm(network, plan.distance(LEVELS))),
            Recipe.named("adversarial-pgd", "PGD examples of 8/255, 3 steps, besides the images")
                    .withAdversary(
                            (plan, network) -> AdversarialExamples.pgd(network, plan.distance(LEVELS), plan.seed())
                                    .withSteps(3)
                                    .withStep(plan.distance(LEVELS) / 2)));

    private DataRecipes() {}
}
