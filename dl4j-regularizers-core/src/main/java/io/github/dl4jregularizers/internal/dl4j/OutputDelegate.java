package io.github.dl4jregularizers.internal.dl4j;

import java.util.List;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** The methods of an output layer's runtime that a wrapper passes on. */
public interface OutputDelegate extends IOutputLayer {

    /**
     * Returns the runtime inside.
     *
     * @return the wrapped output layer
     */
    IOutputLayer output();

    @Override
    default INDArray computeScoreForExamples(double regularizationScore, LayerWorkspaceMgr workspaceMgr) {
        return output().computeScoreForExamples(regularizationScore, workspaceMgr);
    }

    @Override
    default boolean needsLabels() {
        return output().needsLabels();
    }

    @Override
    default void setLabels(INDArray labels) {
        output().setLabels(labels);
    }

    @Override
    default INDArray getLabels() {
        return output().getLabels();
    }

    @Override
    default double f1Score(DataSet data) {
        return output().f1Score(data);
    }

    @Override
    default double f1Score(INDArray examples, INDArray labels) {
        return output().f1Score(examples, labels);
    }

    @Override
    @SuppressWarnings("deprecation")
    default int numLabels() {
        return output().numLabels();
    }

    @Override
    default int[] predict(INDArray examples) {
        return output().predict(examples);
    }

    @Override
    default List<String> predict(DataSet data) {
        return output().predict(data);
    }

    @Override
    default void fit(DataSetIterator data) {
        output().fit(data);
    }

    @Override
    default void fit(INDArray examples, INDArray labels) {
        output().fit(examples, labels);
    }

    @Override
    default void fit(DataSet data) {
        output().fit(data);
    }

    @Override
    default void fit(INDArray examples, int[] labels) {
        output().fit(examples, labels);
    }
}
