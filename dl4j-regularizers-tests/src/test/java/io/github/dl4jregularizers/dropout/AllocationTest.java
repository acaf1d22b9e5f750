package io.github.dl4jregularizers.dropout;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.variational.KlWeight;
import io.github.dl4jregularizers.variational.L0Gates;
import io.github.dl4jregularizers.variational.LearnedGaussianDropout;
import io.github.dl4jregularizers.variational.VariationalConvolution2D;
import io.github.dl4jregularizers.weightnoise.DropConnect;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A training step allocates outside workspaces what DL4J allocates without noise, and nothing else. */
class AllocationTest {

    private static final DropRate HALF = DropRate.of(0.5);
    private static final KlWeight KL = KlWeight.forTrainingExamples(9);

    static Stream<Layer> layers() {
        return Stream.concat(
                Stream.of(
                                new Dropout(HALF),
                                new Dropout(HALF, MaskShape.PER_CHANNEL),
                                new GaussianDropout(HALF),
                                new UniformDropout(HALF),
                                new DropBlock(HALF, 2),
                                new GaussianNoise(0.1))
                        .flatMap(noise ->
                                Stream.of(convolution().dropOut(noise.clone()).build(), new NoiseLayer(noise.clone()))),
                Stream.of(
                        new DropConnect(HALF, convolution().build()),
                        new VariationalConvolution2D.Builder(2, 2)
                                .nOut(3)
                                .klWeight(KL)
                                .build(),
                        new LearnedGaussianDropout.Builder().klWeight(KL).build(),
                        new L0Gates.Builder().lambda(0.1).build(),
                        new L0Gates.Builder().lambda(0.1).gatesPerExample(true).build()));
    }

    private static ConvolutionLayer.Builder convolution() {
        return new ConvolutionLayer.Builder(2, 2).nOut(3);
    }

    private static List<String> detachedIn10Steps(Layer middle) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .trainingWorkspaceMode(WorkspaceMode.ENABLED)
                .list()
                .layer(convolution().build())
                .layer(middle)
                .layer(new OutputLayer.Builder(LossFunction.MSE)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.convolutional(7, 6, 2))
                .build());
        network.init();
        INDArray features = Nd4j.rand(DataType.FLOAT, 4, 2, 7, 6);
        INDArray labels = Nd4j.rand(DataType.FLOAT, 4, 2);
        for (int step = 0; step < 5; step++) {
            network.fit(features, labels);
        }
        try (DetachedBuffers buffers = new DetachedBuffers()) {
            for (int step = 0; step < 10; step++) {
                network.fit(features, labels);
            }
            return buffers.take();
        }
    }

    @ParameterizedTest
    @MethodSource("layers")
    void nothingOutsideWorkspaces(Layer layer) {
        boolean convolves = layer instanceof ConvolutionLayer || layer instanceof DropConnect;
        Layer plain = convolves ? convolution().build() : new ActivationLayer(Activation.IDENTITY);
        assertThat(detachedIn10Steps(layer)).isEqualTo(detachedIn10Steps(plain));
    }

    @Test
    @SuppressWarnings("try") // workspaces are open, not used
    void theCounterSeesWhatIsOutsideAWorkspaceAndNothingElse() {
        List<INDArray> kept = new ArrayList<>();
        try (DetachedBuffers buffers = new DetachedBuffers()) {
            kept.add(Nd4j.createUninitialized(DataType.FLOAT, 3, 5));
            assertThat(buffers.take()).containsExactly("15 of FLOAT");
            WorkspaceConfiguration configuration =
                    WorkspaceConfiguration.builder().initialSize(1 << 20).build();
            try (MemoryWorkspace open =
                    Nd4j.getWorkspaceManager().getAndActivateWorkspace(configuration, "ALLOCATION_TEST")) {
                kept.add(Nd4j.createUninitialized(DataType.DOUBLE, 3, 5).muli(2));
                assertThat(buffers.take()).isEmpty();
                try (MemoryWorkspace out = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
                    kept.add(Nd4j.createUninitialized(DataType.DOUBLE, 7));
                }
                assertThat(buffers.take()).containsExactly("7 of DOUBLE");
            }
        }
        kept.add(Nd4j.create(2));
        assertThat(kept).hasSize(4);
    }
}
