package io.github.dl4jregularizers.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Batches of {@link ConsistencyViews}. */
class ConsistencyViewsTest {

    private static INDArray third(INDArray array, int index) {
        return array.get(NDArrayIndex.interval(4L * index, 4L * index + 4));
    }

    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void theCleanImagesComeFirst(CNN2DFormat format) {
        INDArray images = Nd4j.rand(
                DataType.FLOAT, format == CNN2DFormat.NCHW ? new long[] {4, 3, 8, 8} : new long[] {4, 8, 8, 3});
        INDArray labels = Nd4j.eye(4).castTo(DataType.FLOAT);
        DataSet batch = new DataSet(images.dup(), labels.dup());
        new ConsistencyViews(new AugMix(format, 1)).preProcess(batch);
        INDArray joined = batch.getFeatures();
        assertThat(third(joined, 0)).isEqualTo(images);
        assertThat(third(joined, 1)).isNotEqualTo(images).isNotEqualTo(third(joined, 2));
        assertThat(third(joined, 2)).isNotEqualTo(images);
        INDArray marked = Nd4j.hstack(labels, Nd4j.ones(DataType.FLOAT, 4, 1));
        assertThat(batch.getLabels()).isEqualTo(Nd4j.vstack(marked, marked, marked));
        DataSet again = new DataSet(images.dup(), labels.dup());
        new ConsistencyViews(new AugMix(format, 1)).preProcess(again);
        assertThat(again.getFeatures()).isEqualTo(joined);
        DataSet next = new DataSet(images.dup(), labels.dup());
        ConsistencyViews continued = new ConsistencyViews(new AugMix(format, 1));
        continued.startAt(4);
        continued.preProcess(next);
        assertThat(third(next.getFeatures(), 1)).isNotEqualTo(third(joined, 1)).isNotEqualTo(third(joined, 2));
    }

    @Test
    void masksAreRepeatedAndLabelsPerStepMarked() {
        INDArray mask = Nd4j.createFromArray(new float[][] {{1, 1, 0}, {1, 0, 0}});
        DataSet batch = new DataSet(Nd4j.rand(DataType.FLOAT, 2, 5, 3), Nd4j.rand(DataType.FLOAT, 2, 4, 3), mask, mask);
        new ConsistencyViews(new Jitter(RNNFormat.NCW, 0.1, 1)).preProcess(batch);
        assertThat(batch.getLabels().shape()).containsExactly(6, 5, 3);
        assertThat(batch.getFeaturesMaskArray()).isEqualTo(Nd4j.vstack(mask, mask, mask));
        assertThat(batch.getLabelsMaskArray()).isEqualTo(Nd4j.vstack(mask, mask, mask));
    }

    @Test
    void refusals() {
        assertThatThrownBy(ConsistencyViews::new)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("number of changes must be >= 1, but was 0");
        assertThatThrownBy(() -> new ConsistencyViews((Augmentation) null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("change must be given");
        DataSet unlabeled = new DataSet(Nd4j.rand(2, 3), null);
        assertThatThrownBy(() -> new ConsistencyViews(new Jitter(RNNFormat.NCW, 0.1, 1)).preProcess(unlabeled))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("labels must be [examples, classes]");
    }
}
