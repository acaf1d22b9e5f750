package io.github.dl4jregularizers.attention;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.weightnoise.DropConnect;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Attention trains whole sequences in a network that was read from JSON as in the one that was built. */
class SelfAttentionNetworkTest {

    static Stream<Layer> layers() {
        return Stream.of(attention(), new DropConnect(DropRate.of(0.3), attention()));
    }

    private static Layer attention() {
        return new SelfAttentionWithDropout.Builder()
                .dropRate(DropRate.of(0.3))
                .projectInput(true)
                .nHeads(2)
                .headSize(3)
                .nOut(4)
                .build();
    }

    @ParameterizedTest
    @MethodSource("layers")
    void trainsTheSameFromJson(Layer layer) {
        MultiLayerConfiguration built = new NeuralNetConfiguration.Builder()
                .seed(11)
                .updater(new Adam(0.01))
                .list(
                        layer,
                        new RnnOutputLayer.Builder(LossFunction.MSE)
                                .nOut(2)
                                .activation(Activation.IDENTITY)
                                .build())
                .setInputType(InputType.recurrent(3, 5))
                .build();
        MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(built.toJson());
        assertThat(read).isEqualTo(built);
        INDArray trained = trained(built, 3);
        assertThat(trained).isNotEqualTo(trained(built, 0));
        assertWithin("parameters", 0, trained(read, 3), trained);
    }

    private static INDArray trained(MultiLayerConfiguration configuration, int steps) {
        MultiLayerNetwork network = new MultiLayerNetwork(configuration);
        network.init();
        Nd4j.getRandom().setSeed(12);
        for (int step = 0; step < steps; step++) {
            network.fit(Nd4j.rand(DataType.FLOAT, 2, 3, 5), Nd4j.rand(DataType.FLOAT, 2, 2, 5));
        }
        return network.params();
    }

    @Test
    void theOutputSizeWithoutProjectionIsCheckedAgainstTheInputType() {
        SelfAttentionWithDropout fits = new SelfAttentionWithDropout.Builder()
                .dropRate(DropRate.of(0.3))
                .nOut(4)
                .build();
        fits.setNIn(InputType.recurrent(4, 5), true);
        assertThat(fits.getNOut()).isEqualTo(4);
        SelfAttentionWithDropout other = new SelfAttentionWithDropout.Builder()
                .name("attention")
                .dropRate(DropRate.of(0.3))
                .nOut(6)
                .build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> other.setNIn(InputType.recurrent(4, 5), true))
                .withMessage(
                        "nOut of layer attention without projectInput(true) must be left out or nIn, 4, but was 6");
    }
}
