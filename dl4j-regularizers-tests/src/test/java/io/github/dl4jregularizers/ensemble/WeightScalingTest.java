package io.github.dl4jregularizers.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.calibration.NegativeLogLikelihood;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Softmax regression, for which both means over all masks are sums of four terms. */
class WeightScalingTest {

    private static final double RATE = 0.4;
    private static final int SAMPLES = 20_000;

    private static MultiLayerNetwork network(Activation activation, LossFunction loss) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .seed(1)
                .list(
                        new NoiseLayer(new Dropout(DropRate.of(RATE))),
                        new OutputLayer.Builder(loss)
                                .nIn(2)
                                .nOut(3)
                                .activation(activation)
                                .build())
                .build());
        network.init();
        network.getParam("1_W").assign(Nd4j.createFromArray(new double[][] {{1, -1, 0.5}, {-0.5, 2, 0.3}}));
        return network;
    }

    private static DataSet data() {
        return new DataSet(
                Nd4j.createFromArray(new double[][] {{1, 0.5}, {-1, 1}}),
                Nd4j.createFromArray(new double[][] {{1, 0, 0}, {0, 1, 0}}));
    }

    /** Mean of the probabilities, or of their logarithms, over the four masks of two inputs. */
    private static INDArray over(MultiLayerNetwork network, boolean isGeometric) {
        INDArray sum = Nd4j.zeros(DataType.DOUBLE, 2, 3);
        for (int mask = 0; mask < 4; mask++) {
            INDArray kept =
                    Nd4j.createFromArray((double) (mask & 1), (mask >> 1)).reshape(1, 2);
            double weight = Math.pow(1 - RATE, kept.sumNumber().doubleValue())
                    * Math.pow(RATE, 2 - kept.sumNumber().doubleValue());
            INDArray output = network.output(data().getFeatures().mulRowVector(kept.div(1 - RATE)));
            sum.addi((isGeometric ? Transforms.log(output, true) : output).mul(weight));
        }
        INDArray mean = isGeometric ? Transforms.exp(sum, true) : sum;
        return mean.diviColumnVector(mean.sum(true, 1));
    }

    private static double likelihood(INDArray probabilities) {
        return -Transforms.log(probabilities, true)
                        .mul(data().getLabels())
                        .sumNumber()
                        .doubleValue()
                / 2;
    }

    /** The geometric mean over all masks is weight scaling, exactly; that over samples within their error. */
    @Test
    void equalsTheClosedForm() {
        MultiLayerNetwork network = network(Activation.SOFTMAX, LossFunction.MCXENT);
        INDArray scaled = network.output(data().getFeatures());
        assertThat(over(network, true).sub(scaled).amaxNumber().doubleValue()).isLessThan(1e-12);

        WeightScaling comparison = WeightScaling.of(network, data(), SAMPLES, 3);
        assertThat(NegativeLogLikelihood.of(comparison.weightScaling())).isCloseTo(likelihood(scaled), within(1e-9));
        double standardError = 1 / Math.sqrt(SAMPLES); // a log-probability varies by about 1 over the masks
        assertThat(NegativeLogLikelihood.of(comparison.geometricMean()))
                .isCloseTo(likelihood(scaled), within(5 * standardError));
        double arithmetic = likelihood(over(network, false));
        assertThat(NegativeLogLikelihood.of(comparison.arithmeticMean()))
                .isCloseTo(arithmetic, within(5 * standardError));
        assertThat(Math.abs(arithmetic - likelihood(scaled))).isGreaterThan(8 * standardError);
        assertThat(comparison.toString().lines())
                .hasSize(3)
                .allMatch(line -> line.contains("accuracy 100.0 %") && line.contains("nats"));
    }

    @Test
    void refusesBadArguments() {
        MultiLayerNetwork network = network(Activation.SOFTMAX, LossFunction.MCXENT);
        assertThatThrownBy(() -> WeightScaling.of(null, data(), 2, 1)).hasMessageContaining("network must be given");
        assertThatThrownBy(() -> WeightScaling.of(network, null, 2, 1)).hasMessageContaining("data must be given");
        assertThatThrownBy(() -> WeightScaling.of(network, data(), 0, 1))
                .hasMessageContaining("samples must be >= 1, but was 0");
        assertThatThrownBy(() -> WeightScaling.of(network(Activation.IDENTITY, LossFunction.MSE), data(), 2, 1))
                .hasMessageContaining("one softmax output, but was REGRESSION");
    }
}
