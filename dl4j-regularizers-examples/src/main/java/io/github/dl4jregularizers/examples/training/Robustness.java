package io.github.dl4jregularizers.examples.training;

import io.github.dl4jregularizers.augment.AdversarialExamples;
import io.github.dl4jregularizers.augment.Augmentation;
import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.data.ChannelStatistics;
import io.github.dl4jregularizers.examples.data.ImageBatches;
import io.github.dl4jregularizers.examples.data.ImageSet;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Accuracies on images that are moved to raise the network's loss, within a distance per value. FGSM takes one step,
 * PGD seven steps of a quarter of the distance from a random start.
 *
 * <p>The gradient of the attack is that of training mode, with the BatchNorm statistics and noise of each batch of 128
 * images. The accuracy is that of inference mode. Networks with much noise therefore look more robust than they are.
 */
public final class Robustness {

    private static final int BATCH = 128;

    private final double fgsm;
    private final double pgd;

    /**
     * Creates accuracies from given values.
     *
     * @param fgsm accuracy under the fast gradient sign method, in [0, 1]
     * @param pgd accuracy under projected gradient descent, in [0, 1]
     */
    public Robustness(double fgsm, double pgd) {
        this.fgsm = fgsm;
        this.pgd = pgd;
    }

    /**
     * Attacks a network.
     *
     * @param network trained
     * @param images labeled images
     * @param statistics normalization of the training images
     * @param levels largest distance of each value, in 255ths of the range of intensities, above 0
     * @param seed of the random start
     * @return the accuracies
     */
    public static Robustness of(
            Model network, ImageSet images, ChannelStatistics statistics, double levels, long seed) {
        double fgsm = underFgsm(network, images, statistics, levels);
        ImageBatches batches = ImageBatches.inOrder(images, statistics, BATCH);
        AdversarialExamples pgd = AdversarialExamples.pgd(network, statistics.distance(levels), seed);
        return new Robustness(fgsm, accuracy(network, batches, pgd));
    }

    /**
     * Attacks a network by the fast gradient sign method only.
     *
     * @param network trained
     * @param images labeled images
     * @param statistics normalization of the training images
     * @param levels distance of each value, in 255ths of the range of intensities, above 0
     * @return the accuracy, in [0, 1]
     */
    public static double underFgsm(Model network, ImageSet images, ChannelStatistics statistics, double levels) {
        double epsilon = statistics.distance(Require.positive("attack", levels));
        ImageBatches batches = ImageBatches.inOrder(images, statistics, BATCH);
        return accuracy(network, batches, AdversarialExamples.fgsm(network, epsilon));
    }

    private static double accuracy(Model model, ImageBatches batches, Augmentation attack) {
        AnyNetwork network = new AnyNetwork(model);
        long right = 0;
        long all = 0;
        while (batches.hasNext()) {
            DataSet batch = batches.next();
            int size = batch.numExamples();
            INDArray labels = batch.getLabels().argMax(1);
            attack.preProcess(batch);
            INDArray moved = batch.getFeatures().get(NDArrayIndex.interval(size, 2L * size));
            INDArray answers = network.output(moved).argMax(1);
            right += answers.eq(labels).castTo(labels.dataType()).sumNumber().longValue();
            all += size;
        }
        return (double) right / all;
    }

    /**
     * Returns the accuracy under the fast gradient sign method.
     *
     * @return in [0, 1]
     */
    public double fgsm() {
        return fgsm;
    }

    /**
     * Returns the accuracy under projected gradient descent.
     *
     * @return in [0, 1]
     */
    public double pgd() {
        return pgd;
    }
}
