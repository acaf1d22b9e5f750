package io.github.dl4jregularizers.transfer;

import io.github.dl4jregularizers.inference.OutputKind;
import io.github.dl4jregularizers.inference.OutputLayout;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.Detached;
import io.github.dl4jregularizers.internal.dl4j.Network;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Appends a teacher's class probabilities to the labels of every batch, for {@code loss.DistillationLoss}.
 *
 * <p>Labels [batch, classes, ..] become [batch, 2 classes, ..]. The teacher predicts in inference mode, for the
 * features as they are at this place: put it after the augmentations, so that teacher and student see the same images.
 * A copy of the network itself as the teacher is self-distillation; the mean of an ensemble is its distillation.
 *
 * <pre>{@code
 * student.fit(new AugmentedDataSetIterator(batches, new RandomCropFlip(NCHW, 4, 1), TeacherLabels.of(teacher)));
 * }</pre>
 *
 * <p>DL4J calls preprocessors in its prefetching thread, and a network supports one thread at a time: do not train or
 * evaluate the teacher meanwhile. Java serialization is not supported. Errors: {@code IllegalArgumentException} at a
 * batch whose labels have another shape than the teacher's output.
 */
public final class TeacherLabels implements DataSetPreProcessor {

    private static final long serialVersionUID = 1L;

    /** Computes the teacher's output. */
    @FunctionalInterface
    private interface Prediction {
        INDArray of(INDArray features, INDArray mask);
    }

    private final transient Prediction teacher;
    private final OutputLayout layout;

    private TeacherLabels(Prediction teacher, OutputLayout layout) {
        this.teacher = teacher;
        this.layout = layout;
    }

    /**
     * Takes a network as the teacher.
     *
     * @param network a {@code MultiLayerNetwork}, or a {@code ComputationGraph} of one input and one output, with a
     *     softmax output
     * @return the preprocessor
     * @throws IllegalArgumentException if the network is missing or of another kind
     */
    public static TeacherLabels of(Model network) {
        Network view = Network.of("teacher", network);
        List<OutputLayout> layouts = OutputLayout.of(network);
        if (view.inputs() != 1 || layouts.size() != 1) {
            throw Arguments.invalid(
                    "teacher", "of one input and one output", "of " + view.inputs() + " and " + layouts.size());
        }
        if (layouts.get(0).kind() != OutputKind.CLASSES) {
            throw Arguments.invalid(
                    "output of the teacher",
                    "a softmax over classes",
                    layouts.get(0).kind());
        }
        return new TeacherLabels(
                (features, mask) ->
                        view.output(new INDArray[] {features}, mask == null ? null : new INDArray[] {mask}, null)[0],
                layouts.get(0));
    }

    /**
     * Takes any predictor as the teacher, such as the mean of an ensemble.
     *
     * @param predictor features to class probabilities [batch, classes, ..]; features masks are not passed on
     * @return the preprocessor
     * @throws IllegalArgumentException if predictor is missing
     */
    public static TeacherLabels of(UnaryOperator<INDArray> predictor) {
        Arguments.required("predictor", predictor);
        return new TeacherLabels((features, mask) -> predictor.apply(features), OutputLayout.of(OutputKind.CLASSES));
    }

    /** Refuses serialization: the teacher is in this JVM. */
    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw Network.notSerializable(this);
    }

    @Override
    public void preProcess(DataSet batch) {
        INDArray features = batch.getFeatures();
        if (features == null || features.isEmpty()) {
            return;
        }
        INDArray labels = Arguments.required("labels", batch.getLabels());
        INDArray output = Detached.of(() -> teacher.of(features, batch.getFeaturesMaskArray()));
        Arguments.shape("labels", labels.shape(), output.shape());
        batch.setLabels(Nd4j.concat(layout.classAxis(labels.rank()), labels, output.castTo(labels.dataType())));
    }
}
