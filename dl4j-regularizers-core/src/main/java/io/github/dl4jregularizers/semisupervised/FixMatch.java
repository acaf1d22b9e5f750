package io.github.dl4jregularizers.semisupervised;

import io.github.dl4jregularizers.internal.Arguments;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * FixMatch: the prediction for a weakly augmented example, if confident, is the target of the strongly augmented one.
 *
 * <p>Formula, for B labeled and U unlabeled examples: (1/B) sum L(y, p(weak(x))) + w (1/U) sum 1[max q &gt;= threshold]
 * L(argmax q, p(strong(u))), with q = p(weak(u)) and no gradient through q. The mean is over all unlabeled examples,
 * those below the threshold included. L is the loss inside the network's {@code SampleWeightedLoss}.
 *
 * <p>Augmentations are preprocessors of raw batches: crops and flips for weak, crops, flips, {@code RandAugment} and
 * {@code Cutout} for strong, each followed by a normalizer if there is one. {@code CompositeDataSetPreProcessor} joins
 * several. The labeled data are augmented weakly.
 *
 * <pre>{@code
 * FixMatch batches = FixMatch.of(network, labeled, unlabeled, weak, strong);
 * network.fit(batches, 100);
 * }</pre>
 *
 * <p>Defaults: threshold 0.95, weight 1. The paper has 7 unlabeled examples per labeled one, SGD with Nesterov momentum
 * and evaluates a moving average of the parameters. It computes q in training mode, within the batch; here, running
 * statistics of BatchNorm apply. Network, sequences and masks: {@link JointBatches}. Paper: Sohn et al., "FixMatch:
 * Simplifying Semi-Supervised Learning with Consistency and Confidence", NeurIPS 2020.
 */
public final class FixMatch extends JointBatches {

    private static final long serialVersionUID = 1L;

    private static final double USUAL_THRESHOLD = 0.95;

    private final DataSetPreProcessor weak;
    private final DataSetPreProcessor strong;
    private final double threshold;
    private final double weight;
    private transient INDArray accepted;
    private transient INDArray mask;

    private FixMatch(FixMatch other, double threshold, double weight) {
        super(other);
        this.weak = other.weak;
        this.strong = other.strong;
        this.threshold = Arguments.between("threshold", threshold, 0, 1);
        this.weight = Arguments.nonNegative("weight", weight);
    }

    private FixMatch(
            Model network,
            DataSetIterator labeled,
            DataSetIterator unlabeled,
            DataSetPreProcessor weak,
            DataSetPreProcessor strong) {
        super(network, labeled, unlabeled, 1);
        this.weak = Arguments.required("weak", weak);
        this.strong = Arguments.required("strong", strong);
        this.threshold = USUAL_THRESHOLD;
        this.weight = 1;
    }

    /**
     * Joins labeled and unlabeled batches.
     *
     * @param network initialized; see {@link JointBatches}
     * @param labeled batches with labels, not augmented
     * @param unlabeled batches whose labels are ignored, not augmented
     * @param weak changes labeled batches, and unlabeled ones for their pseudo-labels
     * @param strong changes unlabeled batches for the training
     * @return the joint batches
     * @throws IllegalArgumentException if an argument is missing, or the network does not fit
     */
    public static FixMatch of(
            Model network,
            DataSetIterator labeled,
            DataSetIterator unlabeled,
            DataSetPreProcessor weak,
            DataSetPreProcessor strong) {
        return new FixMatch(network, labeled, unlabeled, weak, strong);
    }

    /**
     * Sets the smallest probability of a pseudo-label.
     *
     * @param probability in [0, 1]
     * @return other batches over the same data
     * @throws IllegalArgumentException if probability is outside its range
     */
    public FixMatch withThreshold(double probability) {
        return new FixMatch(this, probability, weight);
    }

    /**
     * Sets the weight of the unlabeled examples.
     *
     * @param factor w, finite and at least 0
     * @return other batches over the same data
     * @throws IllegalArgumentException if factor is outside its range
     */
    public FixMatch withWeight(double factor) {
        return new FixMatch(this, threshold, factor);
    }

    /**
     * Returns the share of unlabeled examples, or of time steps with a mask of 1, whose prediction reached the
     * threshold.
     *
     * @return share of the last batch, in [0, 1]
     * @throws IllegalStateException before the first batch
     */
    public double acceptedShare() {
        if (accepted == null) {
            throw new IllegalStateException("No batch yet: call acceptedShare() after next() or fit");
        }
        if (mask == null || accepted.rank() == 2) {
            return accepted.meanNumber().doubleValue();
        }
        INDArray counted = mask.castTo(accepted.dataType());
        double steps = Math.max(1, counted.sumNumber().doubleValue());
        return accepted.reshape(counted.shape()).mul(counted).sumNumber().doubleValue() / steps;
    }

    @Override
    DataSet joint(DataSet known, DataSet unknown) {
        weak.preProcess(known);
        INDArray predicted = predict(changed(unknown, weak));
        accepted = confident(predicted, threshold);
        mask = unknown.getFeaturesMaskArray();
        return pseudoLabeled(known, changed(unknown, strong), classes(predicted), accepted.mul(weight));
    }
}
