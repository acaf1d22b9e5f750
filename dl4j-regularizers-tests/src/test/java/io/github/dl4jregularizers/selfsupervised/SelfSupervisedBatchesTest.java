package io.github.dl4jregularizers.selfsupervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.augment.AugmentedDataSetIterator;
import io.github.dl4jregularizers.augment.RandomCropFlip;
import io.github.dl4jregularizers.internal.ListOfBatches;
import io.github.dl4jregularizers.loss.ScaledLoss;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/** Two views of each example, and masked patches. */
class SelfSupervisedBatchesTest {

    @Test
    void viewsAreAugmentedIndependently() {
        INDArray images = Nd4j.rand(DataType.FLOAT, 4, 3, 8, 8);
        INDArray before = images.dup();
        AugmentedDataSetIterator batches = new AugmentedDataSetIterator(
                new ListOfBatches(List.of(new DataSet(images, null))),
                new TwoViews(),
                new RandomCropFlip(CNN2DFormat.NCHW, 3, 1));
        DataSet batch = batches.next();
        assertThat(batch.getFeatures().shape()).containsExactly(8, 3, 8, 8);
        assertThat(batch.getLabels().shape()).containsExactly(8, 1);
        INDArray first = batch.getFeatures().get(NDArrayIndex.interval(0, 4));
        INDArray second = batch.getFeatures().get(NDArrayIndex.interval(4, 8));
        assertThat(first).isNotEqualTo(second);
        assertThat(images).isEqualTo(before);
    }

    @Test
    void viewsKeepLabelsAndMasks() {
        DataSet batch = new DataSet(
                Nd4j.rand(2, 3, 4),
                Nd4j.rand(2, 2, 4),
                Nd4j.createFromArray(new float[][] {{1, 1, 0, 0}, {1, 1, 1, 1}}),
                Nd4j.ones(2, 4));
        DataSet twice = batch.copy();
        new TwoViews().preProcess(twice);
        assertThat(twice).isEqualTo(DataSet.merge(List.of(batch, batch)));
        assertThat(twice.getFeaturesMaskArray().getRow(2))
                .isEqualTo(batch.getFeaturesMaskArray().getRow(0));
    }

    @Test
    void masksTheShareOfPatchesOfImages() {
        INDArray images = Nd4j.rand(DataType.FLOAT, 5, 3, 8, 12).addi(1);
        DataSet batch = new DataSet(images.dup(), null);
        new PatchMasking(4, 0.5, 7).preProcess(batch);
        assertThat(batch.getLabels()).isEqualTo(images);
        INDArray mask = batch.getLabelsMaskArray();
        assertThat(mask.shape()).containsExactly(5, 1, 8, 12);
        Set<String> choices = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            StringBuilder choice = new StringBuilder();
            int masked = 0;
            for (int row = 0; row < 8; row += 4) {
                for (int column = 0; column < 12; column += 4) {
                    float corner = mask.getFloat(i, 0, row, column);
                    masked += (int) corner;
                    choice.append(corner);
                    for (int at = 0; at < 16; at++) {
                        int y = row + at / 4;
                        int x = column + at % 4;
                        assertThat(mask.getFloat(i, 0, y, x)).isEqualTo(corner);
                        for (int channel = 0; channel < 3; channel++) {
                            assertThat(batch.getFeatures().getFloat(i, channel, y, x))
                                    .isEqualTo(corner == 1 ? 0 : images.getFloat(i, channel, y, x));
                        }
                    }
                }
            }
            choices.add(choice.toString());
            assertThat(masked).isEqualTo(3);
        }
        assertThat(choices).hasSizeGreaterThan(2);
    }

    /** The score of an untrained network is computed pixel by pixel. */
    @Test
    void theLossCoversMaskedPixelsOnly() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(2)
                .dataType(DataType.DOUBLE)
                .list()
                .layer(new ConvolutionLayer.Builder(1, 1)
                        .nOut(3)
                        .activation(Activation.TANH)
                        .build())
                .layer(new CnnLossLayer.Builder(new ScaledLoss(1.0 / 12, new LossMSE()))
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.convolutional(4, 4, 3))
                .build());
        network.init();
        INDArray images = Nd4j.rand(DataType.DOUBLE, 2, 3, 4, 4);
        DataSet batch = new DataSet(images, null);
        new PatchMasking(2, 0.75, 1).preProcess(batch);
        INDArray squares = network.output(batch.getFeatures()).sub(images);
        squares.muli(squares.dup());
        INDArray masked = squares.mul(batch.getLabelsMaskArray().broadcast(squares.ulike()));
        assertThat(network.score(batch, false))
                .isCloseTo(masked.sumNumber().doubleValue() / (2 * 12 * 3), within(1e-12));
        network.fit(batch);
    }

    @Test
    void masksStepsOfSequencesAndColumnsOfRows() {
        DataSet sequences = new DataSet(
                Nd4j.ones(DataType.FLOAT16, 2, 3, 6),
                null,
                Nd4j.createFromArray(new float[][] {{1, 1, 1, 1, 1, 1}, {0, 0, 0, 0, 0, 0}}),
                null);
        new PatchMasking(2, 0.34, 3).preProcess(sequences);
        assertThat(sequences.getFeatures().dataType()).isEqualTo(DataType.FLOAT16);
        assertThat(sequences.getFeatures().sum(1, 2).toFloatVector()).containsExactly(12, 12);
        assertThat(sequences.getLabelsMaskArray().sum(1).toFloatVector()).containsExactly(2, 0);

        DataSet rows = new DataSet(Nd4j.ones(DataType.DOUBLE, 3, 10), null);
        new PatchMasking(1, 0.3, 3).preProcess(rows);
        assertThat(rows.getFeatures().sum(1).toDoubleVector()).containsOnly(7);
        assertThat(rows.getLabelsMaskArray()).isEqualTo(rows.getFeatures().rsub(1));
    }

    @Test
    void drawsAreKeyedByTheNumberOfTheExample() {
        PatchMasking one = new PatchMasking(1, 0.5, 9);
        PatchMasking other = new PatchMasking(1, 0.5, 9);
        DataSet whole = new DataSet(Nd4j.ones(4, 20), null);
        one.preProcess(whole);
        DataSet half = new DataSet(Nd4j.ones(2, 20), null);
        DataSet rest = new DataSet(Nd4j.ones(2, 20), null);
        other.preProcess(half);
        other.preProcess(rest);
        assertThat(Nd4j.concat(0, half.getFeatures(), rest.getFeatures())).isEqualTo(whole.getFeatures());
    }

    @Test
    void unsuitableArgumentsAreRefused() {
        assertThatThrownBy(() -> new PatchMasking(0, 0.5, 1)).hasMessageContaining("patch must be >= 1");
        for (double share : new double[] {0, 1, Double.NaN}) {
            assertThatThrownBy(() -> new PatchMasking(1, share, 1)).hasMessageContaining("share must be in (0, 1)");
        }
        assertThatThrownBy(() -> new PatchMasking(3, 0.5, 1).preProcess(new DataSet(Nd4j.ones(1, 1, 6, 8), null)))
                .hasMessageContaining("multiple of the patch, 3")
                .hasMessageContaining("[1, 1, 6, 8]");
    }
}
