package io.github.dl4jregularizers.optimizer;

import static io.github.dl4jregularizers.averaging.SmallNetworks.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.averaging.SmallNetworks;
import io.github.dl4jregularizers.internal.ListOfBatches;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Linear regression, whose gradient is written out. */
class EntropySgdTest {

    private static final double[] X = {0.5, -1, 2, 1.5, -0.3};
    private static final double[] Y = {1, 0.2, -0.7, 0.9, 2};

    private static MultiLayerNetwork line() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .list()
                .layer(new OutputLayer.Builder(LossFunction.MSE)
                        .nIn(1)
                        .nOut(1)
                        .hasBias(false)
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
        network.init();
        network.params().assign(0.4);
        return network;
    }

    private static ListOfBatches data() {
        INDArray x = Nd4j.createFromArray(X).reshape(X.length, 1);
        INDArray y = Nd4j.createFromArray(Y).reshape(Y.length, 1);
        return new ListOfBatches(new DataSet(x, y).batchBy(2));
    }

    /** Batches of 2, 2 and 1; chains of 2 batches: two updates per epoch, the second of one batch. */
    @Test
    void theUpdateIsTheFormula() {
        MultiLayerNetwork network = line();
        EntropySgd.of(2)
                .learningRates(0.9, 0.05)
                .scope(0.6, 0.1)
                .averaging(0.7)
                .noise(0)
                .fit(network, data(), 2);
        double x = 0.4;
        for (int update = 0; update < 4; update++) {
            double gamma = 0.6 * Math.pow(1.1, update);
            double y = x;
            double mean = x;
            int[][] batches = update % 2 == 0 ? new int[][] {{0, 1}, {2, 3}} : new int[][] {{4}};
            for (int[] batch : batches) {
                double gradient = 0;
                for (int i : batch) {
                    gradient += 2 * X[i] * (y * X[i] - Y[i]) / batch.length;
                }
                y -= 0.05 * (gradient - gamma * (x - y));
                mean = 0.3 * mean + 0.7 * y;
            }
            x -= 0.9 * gamma * (x - mean);
        }
        assertThat(network.params().getDouble(0)).isCloseTo(x, within(1e-12));
        assertThat(network.getIterationCount()).isEqualTo(4);
        assertThat(network.getEpochCount()).isEqualTo(2);
    }

    @Test
    void noiseFollowsTheGenerator() {
        double[] found = new double[3];
        for (int run = 0; run < 3; run++) {
            Nd4j.getRandom().setSeed(run < 2 ? 3 : 4);
            MultiLayerNetwork network = line();
            Nd4j.getRandom().setSeed(run < 2 ? 3 : 4);
            EntropySgd.of(3).noise(0.5).fit(network, data(), 1);
            found[run] = network.params().getDouble(0);
        }
        assertThat(found[1]).isEqualTo(found[0]).isNotEqualTo(found[2]);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theLossFallsAndStatisticsMove(boolean isGraph) {
        var network = SmallNetworks.network(isGraph);
        DataSet batch = SmallNetworks.batch(DataType.FLOAT, 4, 12, 3);
        String mean = isGraph ? "norm_mean" : "1_mean";
        double[] before = values(network.paramTable().get(mean));
        ListOfBatches data = new ListOfBatches(List.of(batch, batch, batch, batch));
        EntropySgd trainer = EntropySgd.of(4).learningRates(20, 0.2);
        trainer.fit(network, data, 1);
        double first = network.score();
        trainer.fit(network, data, 30);
        assertThat(network.score()).isLessThan(first);
        assertThat(values(network.paramTable().get(mean))).isNotEqualTo(before);
    }

    @Test
    void refusesBadArguments() {
        EntropySgd trainer = EntropySgd.of(2);
        assertThatThrownBy(() -> EntropySgd.of(0)).hasMessageContaining("length must be >= 1, but was 0");
        assertThatThrownBy(() -> trainer.learningRates(0, 1)).hasMessageContaining("outer must be finite and > 0");
        assertThatThrownBy(() -> trainer.learningRates(1, -1)).hasMessageContaining("inner must be finite and > 0");
        assertThatThrownBy(() -> trainer.scope(0, 0)).hasMessageContaining("initial must be finite and > 0");
        assertThatThrownBy(() -> trainer.scope(1, -1)).hasMessageContaining("growth must be finite and >= 0");
        assertThatThrownBy(() -> trainer.averaging(2))
                .hasMessageContaining("weight must be in [0.0, 1.0], but was 2.0");
        assertThatThrownBy(() -> trainer.noise(-1)).hasMessageContaining("noise must be finite and >= 0");
        assertThatThrownBy(() -> trainer.fit(line(), null, 1)).hasMessageContaining("data must be given");
        assertThatThrownBy(() -> trainer.fit(line(), data(), 0)).hasMessageContaining("epochs must be >= 1");
        MultiLayerNetwork half = line().convertDataType(DataType.FLOAT16);
        assertThatThrownBy(() -> trainer.fit(half, data(), 1))
                .hasMessageContaining("data type of the network must be FLOAT or DOUBLE");
    }
}
