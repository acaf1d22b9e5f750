package io.github.dl4jregularizers.semisupervised;

import io.github.dl4jregularizers.internal.Arguments;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * Pseudo-labels: trains on the classes that the network predicts for unlabeled examples, renewed in every batch.
 *
 * <p>Formula, for B labeled and U unlabeled examples: (1/B) sum L(y, p) + a(t) (1/U) sum L(argmax p', p'), where p' is
 * the prediction for an unlabeled example. L is the loss inside the network's {@code SampleWeightedLoss}. The weight
 * a(t) follows a schedule, usually {@code RampUp.linear}, so that labels lead at first.
 *
 * <pre>{@code
 * DataSetIterator batches = PseudoLabels.of(network, labeled, unlabeled)
 *         .withWeight(RampUp.linear(ScheduleType.EPOCH, 3, 10, 60));
 * network.fit(batches, 100);
 * }</pre>
 *
 * <p>Default: weight 1. Network, sequences and masks: {@link JointBatches}. Paper: Lee, "Pseudo-Label: The Simple and
 * Efficient Semi-Supervised Learning Method for Deep Neural Networks", ICML 2013 workshop.
 */
public final class PseudoLabels extends JointBatches {

    private static final long serialVersionUID = 1L;

    private final ISchedule weight;

    private PseudoLabels(JointBatches batches, ISchedule weight) {
        super(batches);
        this.weight = Arguments.required("weight", weight);
    }

    private PseudoLabels(Model network, DataSetIterator labeled, DataSetIterator unlabeled) {
        super(network, labeled, unlabeled, 1);
        this.weight = new FixedSchedule(1);
    }

    /**
     * Joins labeled and unlabeled batches.
     *
     * @param network initialized; see {@link JointBatches}
     * @param labeled batches with labels
     * @param unlabeled batches whose labels are ignored
     * @return the joint batches
     * @throws IllegalArgumentException if an argument is missing, or the network does not fit
     */
    public static PseudoLabels of(Model network, DataSetIterator labeled, DataSetIterator unlabeled) {
        return new PseudoLabels(network, labeled, unlabeled);
    }

    /**
     * Sets the weight of the unlabeled examples.
     *
     * @param schedule weights a(t), finite and at least 0; each value is checked when it is used
     * @return other batches over the same data
     * @throws IllegalArgumentException if schedule is missing
     */
    public PseudoLabels withWeight(ISchedule schedule) {
        return new PseudoLabels(this, schedule);
    }

    @Override
    DataSet joint(DataSet known, DataSet unknown) {
        INDArray classes = classes(predict(unknown));
        double factor = now(weight);
        return pseudoLabeled(known, unknown, classes, weight(classes, factor));
    }
}
