package io.github.dl4jregularizers.cpu.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.cpu.RequiresCpuModule;
import io.github.dl4jregularizers.residual.LayerSequence;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Memory that the engine keeps between passes, and memory that a network has given up. */
@RequiresCpuModule
class EngineMemoryTest {

    private static final int SIZE = 8;
    private static final int LARGE = 64;

    private static MultiLayerNetwork network(Layer... layers) {
        NeuralNetConfiguration.ListBuilder list =
                new NeuralNetConfiguration.Builder().dataType(DataType.FLOAT).list();
        for (Layer layer : layers) {
            list.layer(layer);
        }
        MultiLayerNetwork network = new MultiLayerNetwork(
                list.setInputType(InputType.convolutional(SIZE, SIZE, 3)).build());
        network.init();
        return network;
    }

    private static Layer[] convolution() {
        return new Layer[] {
            new ConvolutionLayer.Builder(3, 3)
                    .nOut(8)
                    .convolutionMode(ConvolutionMode.Same)
                    .build(),
            new BatchNormalization()
        };
    }

    private static void pass(Programs programs, int examples, int size) {
        INDArray input = Nd4j.ones(DataType.FLOAT, examples, 3, size, size);
        programs.get(input, true, 1).start(examples, programs.arena(), 1);
    }

    @Test
    void programsAreBoundInNumberAndBytes() {
        Programs programs = new Programs(List.of(network(convolution()).getLayers()), true, Layout.FLOAT);
        pass(programs, 16, LARGE);
        long ofLarge = programs.arena().bytes();
        assertThat(ofLarge).isGreaterThan(16L * 8 * LARGE * LARGE * Float.BYTES);
        for (int i = 1; i < Programs.MOST; i++) {
            pass(programs, 1, SIZE + i);
        }
        assertThat(programs.count()).isEqualTo(Programs.MOST);
        assertThat(programs.arena().bytes()).isEqualTo(ofLarge);
        pass(programs, 1, SIZE);
        assertThat(programs.count()).isEqualTo(Programs.MOST);
        assertThat(programs.arena().bytes()).isBetween(1L, ofLarge / 16);
    }

    @Test
    void aClosedNetworkIsRefused() throws InterruptedException {
        MultiLayerNetwork network = network(new LayerSequence(convolution()));
        INDArray images = Nd4j.ones(DataType.FLOAT, 2, 3, SIZE, SIZE);
        assertThat(network.output(images).shape()).containsExactly(2, 8, SIZE, SIZE);
        assertThat(network.getLayer(0)).asString().contains("by oneDNN");
        Thread other = new Thread(network::close);
        other.start();
        other.join();
        assertThatThrownBy(() -> network.output(images))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was closed");
    }
}
