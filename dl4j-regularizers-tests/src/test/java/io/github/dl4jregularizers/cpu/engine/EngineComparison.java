package io.github.dl4jregularizers.cpu.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.internal.backend.LayerRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/** The engine's results against those of DL4J's layers one after another. */
final class EngineComparison {

    private static final LayerWorkspaceMgr WORKSPACES = LayerWorkspaceMgr.noWorkspaces();

    private final MultiLayerNetwork network;
    private final List<Layer> layers;
    private LayerRun engine;
    private long seedOfNoise = 1;

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
                    .addi(Nd4j.rand(DataType.FLOAT, network.params().shape())
                            .subi(0.5)
                            .muli(0.2));
            network.setBackpropGradientsViewArray(Nd4j.zeros(DataType.FLOAT, 1, network.numParams()));
        }
        layers = List.of(network.getLayers());
        Optional<LayerRun> run = new OneDnnEngine(() -> false).run(layers, true, new Refusing());
        assertThat(run).as("engine takes the layers").isPresent();
        engine = run.get();
    }

    /** Seeds what layers draw in each of the compared passes. */
    EngineComparison seed(long seed) {
        seedOfNoise = seed;
        return this;
    }

    /** Lets passes use so many threads, of which as many run as there are processors. */
    EngineComparison withThreads(int threads) {
        engine = new EngineRun(layers, true, new Refusing(), Layout.FLOAT, () -> threads);
        return this;
    }

    /** Gives every layer a mask of ones; of no examples for none. */
    void mask(MaskState state, int examples) {
        INDArray mask = examples == 0 ? null : Nd4j.ones(DataType.FLOAT, examples, 1);
        layers.forEach(layer -> layer.feedForwardMaskArray(mask, state, examples));
    }

    /** Whether the engine computes a batch of a shape itself. */
    boolean takes(long... inputShape) {
        try {
            engine.forward(Nd4j.rand(DataType.FLOAT, inputShape), true, WORKSPACES);
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }

    LayerRun engine() {
        return engine;
    }

    /** Compares a training step and inference. */
    void assertEqual(long... inputShape) {
        INDArray input = Nd4j.randn(DataType.FLOAT, inputShape);
        INDArray epsilon =
                Nd4j.randn(DataType.FLOAT, forward(layers, input, true).shape());
        Map<String, INDArray> expected = step(layers, input, epsilon);
        Map<String, INDArray> exact = step(doubles(), input.castTo(DataType.DOUBLE), epsilon.castTo(DataType.DOUBLE));
        Map<String, INDArray> actual = new LinkedHashMap<>();
        actual.put("inference", engine.forward(input, false, WORKSPACES));
        Nd4j.getRandom().setSeed(seedOfNoise);
        actual.put("output", engine.forward(input, true, WORKSPACES));
        actual.put("gradient of input", engine.backward(epsilon, WORKSPACES));
        putGradients(layers, actual);
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        actual.forEach((what, array) -> assertClose(what, array, expected.get(what), exact.get(what)));
    }

    private List<Layer> doubles() {
        MultiLayerNetwork exact = network.convertDataType(DataType.DOUBLE);
        if (exact.numParams() > 0) {
            exact.setBackpropGradientsViewArray(Nd4j.zeros(DataType.DOUBLE, 1, exact.numParams()));
        }
        return List.of(exact.getLayers());
    }

    private Map<String, INDArray> step(List<Layer> layers, INDArray input, INDArray epsilon) {
        Map<String, INDArray> results = new LinkedHashMap<>();
        results.put("inference", forward(layers, input, false));
        Nd4j.getRandom().setSeed(seedOfNoise);
        results.put("output", forward(layers, input, true));
        INDArray gradient = epsilon;
        for (int i = layers.size() - 1; i >= 0; i--) {
            gradient =
                    layers.get(i).backpropGradient(gradient.dup(), WORKSPACES).getSecond();
        }
        results.put("gradient of input", gradient);
        putGradients(layers, results);
        return results;
    }

    private static INDArray forward(List<Layer> layers, INDArray input, boolean training) {
        INDArray values = input.dup('c');
        for (Layer layer : layers) {
            values = layer.activate(values.dup(), training, WORKSPACES);
        }
        return values;
    }

    /** Takes the gradients, and leaves NaN in their place. */
    private static void putGradients(List<Layer> layers, Map<String, INDArray> results) {
        for (int i = 0; i < layers.size(); i++) {
            if (layers.get(i).numParams() > 0) {
                INDArray gradients = layers.get(i).getGradientsViewArray();
                results.put("gradient of layer " + i, gradients.dup());
                gradients.assign(Double.NaN);
            }
        }
    }

    /** To 1e-5 of the largest value beyond twice the error that DL4J itself makes in single precision. */
    private static void assertClose(String what, INDArray actual, INDArray expected, INDArray exact) {
        assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
        double largest = Math.max(1e-6, expected.amaxNumber().doubleValue());
        double error = difference(expected, exact) / largest;
        assertThat(error).as("DL4J's own error of " + what).isLessThan(1e-3);
        assertThat(difference(actual, exact) / largest).as(what).isLessThan(1e-5 + 2 * error);
    }

    private static double difference(INDArray one, INDArray other) {
        return one.castTo(DataType.DOUBLE).sub(other).amaxNumber().doubleValue();
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
