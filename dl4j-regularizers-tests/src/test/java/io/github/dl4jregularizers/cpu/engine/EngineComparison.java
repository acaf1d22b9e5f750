package io.github.dl4jregularizers.cpu.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.internal.backend.LayerRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/** The engine's results beside those of DL4J's layers one after another. */
final class EngineComparison {

    private static final LayerWorkspaceMgr WORKSPACES = LayerWorkspaceMgr.noWorkspaces();

    private final MultiLayerNetwork network;
    private final List<Layer> layers;
    private final LayerRun engine;

    /** Layers in a network of random parameters. */
    EngineComparison(InputType input, org.deeplearning4j.nn.conf.layers.Layer... configurations) {
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .seed(5)
                .updater(new NoOp())
                .activation(Activation.IDENTITY)
                .dataType(DataType.FLOAT)
                .list();
        for (org.deeplearning4j.nn.conf.layers.Layer configuration : configurations) {
            list.layer(configuration);
        }
        network = new MultiLayerNetwork(list.setInputType(input).build());
        network.init();
        Nd4j.getRandom().setSeed(6);
        if (network.numParams() > 0) {
            network.params()
                    .addi(Nd4j.rand(DataType.FLOAT, network.params().shape()).muli(0.2));
            network.setBackpropGradientsViewArray(Nd4j.zeros(DataType.FLOAT, 1, network.numParams()));
        }
        layers = List.of(network.getLayers());
        Optional<LayerRun> run = new OneDnnEngine().run(layers, new Refusing());
        assertThat(run).as("engine takes the layers").isPresent();
        engine = run.get();
    }

    LayerRun engine() {
        return engine;
    }

    /** Compares a training step and inference. */
    void assertEqual(long... inputShape) {
        INDArray input = Nd4j.randn(DataType.FLOAT, inputShape);
        assertClose("inference", engine.forward(input, false, WORKSPACES), forward(input, false));
        INDArray expected = forward(input, true);
        INDArray epsilon = Nd4j.randn(DataType.FLOAT, expected.shape());
        INDArray expectedGradient = backward(epsilon.dup());
        List<INDArray> expectedGradients = gradients();
        assertClose("output", engine.forward(input, true, WORKSPACES), expected);
        assertClose("gradient of input", engine.backward(epsilon, WORKSPACES), expectedGradient);
        List<INDArray> actual = gradients();
        for (int i = 0; i < actual.size(); i++) {
            assertClose("gradient of layer " + i, actual.get(i), expectedGradients.get(i));
        }
    }

    private INDArray forward(INDArray input, boolean training) {
        INDArray values = input.dup('c');
        for (Layer layer : layers) {
            values = layer.activate(values.dup(), training, WORKSPACES);
        }
        return values;
    }

    private INDArray backward(INDArray epsilon) {
        INDArray gradient = epsilon;
        for (int i = layers.size() - 1; i >= 0; i--) {
            gradient =
                    layers.get(i).backpropGradient(gradient.dup(), WORKSPACES).getSecond();
        }
        return gradient;
    }

    private List<INDArray> gradients() {
        List<INDArray> gradients = new ArrayList<>();
        for (Layer layer : layers) {
            if (layer.numParams() > 0) {
                gradients.add(layer.getGradientsViewArray().dup());
                layer.getGradientsViewArray().assign(Double.NaN);
            }
        }
        return gradients;
    }

    /** To 1e-5 of the largest value. */
    static void assertClose(String what, INDArray actual, INDArray expected) {
        assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
        double largest = Math.max(1e-6, expected.amaxNumber().doubleValue());
        double difference = actual.sub(expected).amaxNumber().doubleValue();
        assertThat(difference / largest).as(what).isLessThan(1e-5);
    }

    /** Fails the test that falls back. */
    private static final class Refusing implements LayerRun {

        @Override
        public INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
            throw new AssertionError("The engine did not take the batch");
        }

        @Override
        public INDArray backward(INDArray epsilon, LayerWorkspaceMgr workspaces) {
            throw new AssertionError("The engine did not take the batch");
        }

        @Override
        public void clear() {
            // Nothing is kept.
        }
    }
}
