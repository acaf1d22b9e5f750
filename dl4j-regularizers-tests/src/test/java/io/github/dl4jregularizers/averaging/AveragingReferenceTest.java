package io.github.dl4jregularizers.averaging;

import static io.github.dl4jregularizers.averaging.SmallNetworks.values;
import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.internal.ListOfBatches;
import io.github.dl4jregularizers.reference.Reference;
import io.github.dl4jregularizers.residual.ResidualBlock;
import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Averages and re-estimated statistics against torch.optim.swa_utils. */
class AveragingReferenceTest {

    private final JsonNode reference = Reference.of("averaging");

    /** 8 parameters: 3 x 2 weights and 2 biases, averaged one by one, so that their order does not matter. */
    private void check(ParameterAverage average, JsonNode expected) {
        MultiLayerNetwork network = SmallNetworks.stack(DataType.DOUBLE, InputType.feedForward(3));
        for (int i = 0; i < expected.size(); i++) {
            network.setParams(Reference.array(reference.get("points").get(i), DataType.DOUBLE)
                    .reshape(1, 8));
            average.iterationDone(network, i, 0);
            assertWithin(
                    "average " + i,
                    1e-14,
                    average.averaged(network).params().reshape(8),
                    Reference.array(expected.get(i), DataType.DOUBLE));
        }
    }

    @Test
    void stochasticWeightAveraging() {
        check(StochasticWeightAveraging.everyIterations(1).withStart(0), reference.get("swa"));
    }

    @Test
    void exponentialMovingAverage() {
        check(new ExponentialMovingAverage(0.7), reference.get("ema"));
    }

    @Test
    void exponentialMovingAverageWithWarmUp() {
        check(new ExponentialMovingAverage(0.7).withWarmUp(1.5), reference.get("warmUp"));
    }

    @Test
    void batchNormStatistics() {
        JsonNode values = reference.get("batchNorm");
        MultiLayerNetwork network = SmallNetworks.stack(
                DataType.DOUBLE,
                InputType.feedForward(3),
                new DenseLayer.Builder().nOut(4).activation(Activation.TANH).build(),
                new BatchNormalization.Builder().useLogStd(false).build());
        network.setParam("0_W", Reference.array(values.get("weights"), DataType.DOUBLE));
        network.setParam(
                "0_b", Reference.array(values.get("biases"), DataType.DOUBLE).reshape(1, 4));
        double[] before = values(network.params());
        INDArray data = Reference.array(values.get("data"), DataType.DOUBLE);
        BatchNormStatistics.estimate(
                network, new ListOfBatches(List.of(part(data, 0, 6), part(data, 6, 12), part(data, 12, 14))));
        INDArray mean = Reference.array(values.get("mean"), DataType.DOUBLE);
        assertWithin("mean", 1e-14, network.getParam("1_mean").reshape(4), mean);
        // torch's variances are of n - 1, DL4J's of n: 6, 6 and 2 examples.
        INDArray variances = Reference.array(values.get("variances"), DataType.DOUBLE);
        assertWithin(
                "the mean of torch's variances",
                1e-14,
                variances.mean(0),
                Reference.array(values.get("variance"), DataType.DOUBLE));
        INDArray ours = variances
                .getRow(0)
                .mul(5.0 / 6)
                .add(variances.getRow(1).mul(5.0 / 6))
                .add(variances.getRow(2).mul(1.0 / 2))
                .div(3);
        assertWithin("variance", 1e-14, network.getParam("1_var").reshape(4), ours);
        network.setParam("1_mean", mean.sub(mean));
        network.setParam("1_var", mean.sub(mean).add(1));
        assertThat(values(network.params())).isEqualTo(before);
    }

    private static DataSet part(INDArray data, int from, int to) {
        INDArray features = data.get(NDArrayIndex.interval(from, to)).dup();
        return new DataSet(
                features, SmallNetworks.batch(DataType.DOUBLE, 1, to - from, 1).getLabels());
    }

    /** With the statistics of one batch, inference on that batch is what training computes. */
    @Test
    void statisticsInsideBlocksAndOfBothParameterizations() {
        MultiLayerNetwork network = SmallNetworks.residual();
        DataSet batch = SmallNetworks.batch(DataType.DOUBLE, 4, 5, 2, 4, 4);
        assertThat(network.output(batch.getFeatures()).distance2(network.output(batch.getFeatures(), true)))
                .isGreaterThan(0.1);
        BatchNormStatistics.estimate(network, new ListOfBatches(List.of(batch)));
        assertWithin("inference", 1e-9, network.output(batch.getFeatures()), network.output(batch.getFeatures(), true));
    }

    /** A skipped body has no batch statistics to count. */
    @Test
    void skippedBlocksDoNotCount() {
        DataSet batch = SmallNetworks.batch(DataType.DOUBLE, 4, 5, 3);
        MultiLayerNetwork always = inBlock(0);
        MultiLayerNetwork often = inBlock(0.6);
        often.setParams(always.params());
        BatchNormStatistics.estimate(always, new ListOfBatches(List.of(batch)));
        BatchNormStatistics.estimate(
                often, new ListOfBatches(List.of(batch, batch, batch, batch, batch, batch, batch, batch)));
        assertThat(values(often.params())).containsExactly(values(always.params()), within(1e-12));
    }

    private static MultiLayerNetwork inBlock(double dropRate) {
        return SmallNetworks.stack(
                DataType.DOUBLE,
                InputType.feedForward(3),
                new ResidualBlock.Builder()
                        .body(new DenseLayer.Builder().nOut(3).build(), new BatchNormalization())
                        .dropRate(DropRate.of(dropRate))
                        .build());
    }
}
