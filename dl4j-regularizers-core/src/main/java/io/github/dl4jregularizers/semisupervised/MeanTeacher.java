package io.github.dl4jregularizers.semisupervised;

import io.github.dl4jregularizers.averaging.ExponentialMovingAverage;
import io.github.dl4jregularizers.averaging.ParameterAverage;
import io.github.dl4jregularizers.internal.Arguments;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * Mean Teacher: trains towards the predictions of a teacher, whose parameters are a moving average of the network's.
 *
 * <p>Formula, for N = B labeled and U unlabeled examples: (1/N) (sum over labeled L(y, p) + w(t) sum over all D(q, p)),
 * as in the authors' code. q is the teacher's prediction for another augmentation of the example, without gradient. L
 * and D are the two losses inside the network's {@code SampleWeightedLoss}: usually cross entropy, and {@code LossMSE},
 * the mean over classes of (p - q)^2. The weight w(t) usually follows {@code RampUp.gaussian}.
 *
 * <pre>{@code
 * ExponentialMovingAverage teacher = new ExponentialMovingAverage(0.99).withWarmUp(1);
 * network.addListeners(teacher);
 * DataSetIterator batches = MeanTeacher.of(network, teacher, labeled, unlabeled, augmentation)
 *         .withWeight(RampUp.gaussian(ScheduleType.ITERATION, 100, 4000));
 * network.fit(batches, 100);
 * MultiLayerNetwork trained = teacher.averaged(network);
 * }</pre>
 *
 * <p>Default: weight 1. The paper's final weights are 100 on CIFAR-10 and its decay is min(1 - 1/(t + 1), 0.99), then
 * 0.999. Before the first step the network is its own teacher. The teacher runs in inference mode; in the paper it has
 * noise. Network, sequences and masks: {@link JointBatches}. Paper: Tarvainen and Valpola, "Mean teachers are better
 * role models", NeurIPS 2017.
 */
public final class MeanTeacher extends JointBatches {

    private static final long serialVersionUID = 1L;

    private final ExponentialMovingAverage teacher;
    private final DataSetPreProcessor augmentation;
    private final ISchedule weight;

    private MeanTeacher(MeanTeacher other, ISchedule weight) {
        super(other);
        this.teacher = other.teacher;
        this.augmentation = other.augmentation;
        this.weight = Arguments.required("weight", weight);
    }

    private MeanTeacher(
            Model network,
            ExponentialMovingAverage teacher,
            DataSetIterator labeled,
            DataSetIterator unlabeled,
            DataSetPreProcessor augmentation) {
        super(network, labeled, unlabeled, 2);
        this.teacher = Arguments.required("teacher", teacher);
        this.augmentation = Arguments.required("augmentation", augmentation);
        this.weight = new FixedSchedule(1);
        if (!network().listeners().contains(teacher)) {
            throw Arguments.invalid("teacher", "a listener of the network: call addListeners before", teacher);
        }
    }

    /**
     * Joins labeled and unlabeled batches.
     *
     * @param network initialized; see {@link JointBatches}
     * @param teacher moving average of the network's parameters, and one of its listeners
     * @param labeled batches with labels, not augmented
     * @param unlabeled batches whose labels are ignored, not augmented
     * @param augmentation called twice per batch, for the network and for the teacher
     * @return the joint batches
     * @throws IllegalArgumentException if an argument is missing, the network does not fit, or teacher is no listener
     *     of it
     */
    public static MeanTeacher of(
            Model network,
            ExponentialMovingAverage teacher,
            DataSetIterator labeled,
            DataSetIterator unlabeled,
            DataSetPreProcessor augmentation) {
        return new MeanTeacher(network, teacher, labeled, unlabeled, augmentation);
    }

    /**
     * Sets the weight of the consistency loss.
     *
     * @param schedule weights w(t), finite and at least 0; each value is checked when it is used
     * @return other batches over the same data
     * @throws IllegalArgumentException if schedule is missing
     */
    public MeanTeacher withWeight(ISchedule schedule) {
        return new MeanTeacher(this, schedule);
    }

    @Override
    DataSet joint(DataSet known, DataSet unknown) {
        double factor = now(weight);
        DataSet knownForTeacher = changed(known, augmentation);
        DataSet unknownForTeacher = changed(unknown, augmentation);
        augmentation.preProcess(known);
        augmentation.preProcess(unknown);
        INDArray labels = requireLabels(known);
        INDArray[] targets = taught(knownForTeacher, unknownForTeacher, labels);
        INDArray none = Nd4j.zerosLike(targets[1]);
        return merged(
                known,
                withColumn(labels, targets[0], weight(labels, 1), weight(labels, factor)),
                unknown,
                withColumn(none, targets[1], weight(none, 0), weight(none, factor)));
    }

    /** Returns the teacher's predictions for both kinds of examples, in the type of the labels. */
    @SuppressWarnings("try") // The scope is used by being open.
    private INDArray[] taught(DataSet known, DataSet unknown, INDArray labels) {
        if (!teacher.isStarted()) {
            return predictions(known, unknown, labels);
        }
        try (ParameterAverage.Swapped averaged = teacher.swapInto(network().model())) {
            return predictions(known, unknown, labels);
        }
    }

    private INDArray[] predictions(DataSet known, DataSet unknown, INDArray labels) {
        return new INDArray[] {
            predict(known).castTo(labels.dataType()), predict(unknown).castTo(labels.dataType())
        };
    }
}
