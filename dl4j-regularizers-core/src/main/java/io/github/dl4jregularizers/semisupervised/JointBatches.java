package io.github.dl4jregularizers.semisupervised;

import io.github.dl4jregularizers.inference.OutputKind;
import io.github.dl4jregularizers.inference.OutputLayout;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.Network;
import io.github.dl4jregularizers.loss.SampleWeightedLoss;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.any.IsMax;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * Joins a labeled and an unlabeled batch into one training batch, so that BatchNorm normalizes both together. Use it as
 * the iterator of {@code fit}, of early stopping, and of everything else that trains.
 *
 * <p>An epoch is one pass over the unlabeled data. The labeled data start again as often as needed; labels of the
 * unlabeled data are ignored. Targets of the unlabeled examples are predictions of the network at its present
 * parameters, in inference mode: running statistics of BatchNorm, no dropout, and no gradient. So DL4J does not
 * prefetch these batches.
 *
 * <p>The network: a {@code MultiLayerNetwork}, or a {@code ComputationGraph} of one input and one output, with a
 * softmax output per example or time step and a {@link SampleWeightedLoss}. Weights per row are further columns of the
 * labels. {@code evaluate} and {@code score} take ordinary labels. Sequences: features masks of unlabeled data become
 * their label masks. Sequences of both kinds may differ in length.
 *
 * <p>Features are copied before preprocessors change them. Java serialization is not supported, because it would
 * separate the network from its training.
 */
public abstract class JointBatches implements DataSetIterator {

    private static final long serialVersionUID = 1L;

    private final transient Network network;
    private final transient OutputLayout layout;
    private final DataSetIterator labeled;
    private final DataSetIterator unlabeled;
    private DataSetPreProcessor preProcessor;

    /** Checks the network and its loss. */
    JointBatches(Model model, DataSetIterator labeled, DataSetIterator unlabeled, int losses) {
        this.network = Network.of(model);
        this.labeled = Arguments.required("labeled", labeled);
        this.unlabeled = Arguments.required("unlabeled", unlabeled);
        TrainedLoss.require(network, losses);
        this.layout = OutputLayout.of(model).get(0);
        if (layout.kind() != OutputKind.CLASSES) {
            throw Arguments.invalid("output of the network", "a softmax over classes", layout.kind());
        }
    }

    /** Refuses serialization: the network is in this JVM. */
    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw Network.notSerializable(this);
    }

    /** Copies the settings of other batches over the same data, which both read. */
    JointBatches(JointBatches other) {
        this.network = other.network;
        this.layout = other.layout;
        this.labeled = other.labeled;
        this.unlabeled = other.unlabeled;
        this.preProcessor = other.preProcessor;
    }

    final Network network() {
        return network;
    }

    /** Returns the checked value of a schedule at the step that follows. */
    final double now(ISchedule weight) {
        return Arguments.nonNegative("weight", weight.valueAt(network.iteration(), network.epoch()));
    }

    /** Returns one joint batch; the arguments may be changed. Unknown examples have no labels. */
    abstract DataSet joint(DataSet known, DataSet unknown);

    @Override
    public final DataSet next() {
        return joint(unlabeled.next());
    }

    /**
     * Returns the next batch, of another number of unlabeled examples.
     *
     * @param count number of unlabeled examples
     * @return labeled and unlabeled examples
     */
    @Override
    public final DataSet next(int count) {
        return joint(unlabeled.next(count));
    }

    private DataSet joint(DataSet unknown) {
        if (!labeled.hasNext()) {
            labeled.reset();
        }
        if (!labeled.hasNext()) {
            throw new IllegalStateException("The iterator of labeled data has no batch after reset()");
        }
        DataSet batch = joint(view(labeled.next()), view(unknown));
        if (preProcessor != null) {
            preProcessor.preProcess(batch);
        }
        return batch;
    }

    /** Copies a batch, for a preprocessor to change. */
    static DataSet view(DataSet batch) {
        return new DataSet(
                Arguments.required("features of a batch", batch.getFeatures()).dup(),
                batch.getLabels(),
                batch.getFeaturesMaskArray(),
                batch.getLabelsMaskArray());
    }

    static DataSet changed(DataSet batch, DataSetPreProcessor change) {
        DataSet view = view(batch);
        change.preProcess(view);
        return view;
    }

    /** Returns the class probabilities of a batch at inference. */
    final INDArray predict(DataSet batch) {
        INDArray mask = batch.getFeaturesMaskArray();
        return network.output(new INDArray[] {batch.getFeatures()}, mask == null ? null : new INDArray[] {mask}, null)[
                0];
    }

    final int classAxis(INDArray array) {
        return layout.classAxis(array.rank());
    }

    /** Joins examples whose labels have their final form. */
    final DataSet merged(DataSet known, INDArray knownLabels, DataSet unknown, INDArray unknownLabels) {
        boolean steps = unknownLabels.rank() > 2;
        return DataSet.merge(List.of(
                new DataSet(known.getFeatures(), knownLabels, known.getFeaturesMaskArray(), known.getLabelsMaskArray()),
                new DataSet(
                        unknown.getFeatures(),
                        unknownLabels,
                        unknown.getFeaturesMaskArray(),
                        steps ? unknown.getFeaturesMaskArray() : null)));
    }

    /** Joins examples with pseudo-labels and a weight for each. */
    final DataSet pseudoLabeled(DataSet known, DataSet unknown, INDArray classes, INDArray weights) {
        INDArray labels = requireLabels(known);
        double examples = labels.size(0) + classes.size(0);
        INDArray given = withColumn(labels, weight(labels, examples / labels.size(0)));
        INDArray found = withColumn(
                classes.castTo(labels.dataType()),
                weights.castTo(labels.dataType()).mul(examples / classes.size(0)));
        return merged(known, given, unknown, found);
    }

    static INDArray requireLabels(DataSet known) {
        return Arguments.required("labels of the labeled data", known.getLabels());
    }

    /** Returns the one-hot class of the largest probability. */
    final INDArray classes(INDArray probabilities) {
        INDArray continuous = probabilities.dup('c');
        return Nd4j.exec(new IsMax(continuous, continuous.ulike(), classAxis(continuous)))[0];
    }

    /** Returns 1 where the largest probability reaches a threshold, and 0 elsewhere. */
    final INDArray confident(INDArray probabilities, double threshold) {
        return probabilities.max(true, classAxis(probabilities)).gte(threshold).castTo(DataType.FLOAT);
    }

    /** Returns a column of one weight. */
    final INDArray weight(INDArray labels, double value) {
        long[] shape = labels.shape().clone();
        shape[classAxis(labels)] = 1;
        return Nd4j.valueArrayOf(shape, value, labels.dataType());
    }

    final INDArray withColumn(INDArray... parts) {
        return Nd4j.concat(classAxis(parts[0]), parts);
    }

    @Override
    public final boolean hasNext() {
        return unlabeled.hasNext();
    }

    /** Starts the unlabeled data again. The labeled data continue. */
    @Override
    public final void reset() {
        unlabeled.reset();
    }

    @Override
    public final boolean resetSupported() {
        return unlabeled.resetSupported() && labeled.resetSupported();
    }

    /** Returns false: targets depend on the parameters at the time of the step. */
    @Override
    public final boolean asyncSupported() {
        return false;
    }

    /** Returns the number of examples of a full joint batch. */
    @Override
    public final int batch() {
        return labeled.batch() + unlabeled.batch();
    }

    @Override
    public final int inputColumns() {
        return labeled.inputColumns();
    }

    @Override
    public final int totalOutcomes() {
        return labeled.totalOutcomes();
    }

    @Override
    public final List<String> getLabels() {
        return labeled.getLabels();
    }

    /**
     * Sets a change of the joint batches.
     *
     * @param preProcessor must not change the labels
     */
    @Override
    public final void setPreProcessor(DataSetPreProcessor preProcessor) {
        this.preProcessor = preProcessor;
    }

    @Override
    public final DataSetPreProcessor getPreProcessor() {
        return preProcessor;
    }
}
