package io.github.dl4jregularizers.residual;

import static io.github.dl4jregularizers.cpu.DnnLayerRun.assertClose;
import static io.github.dl4jregularizers.cpu.DnnLayerRun.normal;
import static io.github.dl4jregularizers.cpu.DnnLayerRun.withHelpers;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.cpu.DnnLayerRun;
import io.github.dl4jregularizers.internal.composite.CompositeRuntime;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** Blocks whose inner layers are computed by DL4J's oneDNN helpers against the same without. */
@EnabledIf(DnnLayerRun.NATIVE_ONEDNN)
class BlockParityTest {

    private static final int CHANNELS = 4;

    static Stream<ResidualBlock.Builder> blocks() {
        return Stream.of(
                block(conv(), norm(), relu(), conv(), norm()),
                block(conv(), norm(), tanh(), conv(), norm()),
                block(norm(), tanh(), conv(), norm(), tanh(), conv()).activation(Activation.IDENTITY),
                block(conv(), norm(), tanh()).shortcut(conv(), norm()),
                block(pooling(), conv(), norm(), tanh()),
                block(conv(), norm(), tanh()).perExample(true).dropRate(DropRate.of(0.5)));
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void trainsLikeTheBuiltInPath(ResidualBlock.Builder block) {
        for (PoolingType last : new PoolingType[] {null, PoolingType.AVG, PoolingType.MAX}) {
            Supplier<MultiLayerNetwork> network = () -> network(block.build(), last);
            MultiLayerNetwork helped = withHelpers(true, network);
            MultiLayerNetwork builtIn = withHelpers(false, network);
            assertThat(block(helped)).hasToString(block(builtIn).toString());
            assertThat(block(helped).layers()).anyMatch(layer -> layer.getHelper() != null);
            assertThat(block(builtIn).layers()).allMatch(layer -> layer.getHelper() == null);

            INDArray features = normal(3, 4, 2, 6, 6);
            INDArray labels = Nd4j.eye(4).castTo(DataType.FLOAT);
            for (int step = 0; step < 2; step++) {
                helped.fit(features, labels);
                builtIn.fit(features, labels);
            }
            assertClose("parameters", helped.params(), builtIn.params(), 1e-4);
            assertClose("output", helped.output(features), builtIn.output(features), 1e-4);
        }
    }

    private static CompositeRuntime<?> block(MultiLayerNetwork network) {
        return (CompositeRuntime<?>) network.getLayer(1);
    }

    private static MultiLayerNetwork network(ResidualBlock block, PoolingType last) {
        double[] draws = {0.1, 0.9, 0.4, 0.2, 0.7};
        var layers = new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Sgd(0.1))
                .activation(Activation.IDENTITY)
                .convolutionMode(ConvolutionMode.Same)
                .list()
                .layer(conv())
                .layer(block.withNoise(new FixedDraws(draws)));
        if (last != null) {
            layers.layer(new GlobalPoolingLayer(last));
        }
        MultiLayerNetwork network = new MultiLayerNetwork(layers.layer(new OutputLayer.Builder()
                        .nOut(4)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(6, 6, 2))
                .build());
        network.init();
        return network;
    }

    private static ResidualBlock.Builder block(org.deeplearning4j.nn.conf.layers.Layer... body) {
        return new ResidualBlock.Builder().body(body);
    }

    private static ConvolutionLayer conv() {
        return new ConvolutionLayer.Builder(3, 3).nOut(CHANNELS).build();
    }

    private static BatchNormalization norm() {
        return new BatchNormalization();
    }

    private static SubsamplingLayer pooling() {
        return new SubsamplingLayer.Builder(PoolingType.MAX)
                .kernelSize(2, 2)
                .stride(1, 1)
                .build();
    }

    private static ActivationLayer relu() {
        return new ActivationLayer(Activation.RELU);
    }

    private static ActivationLayer tanh() {
        return new ActivationLayer(Activation.TANH);
    }
}
