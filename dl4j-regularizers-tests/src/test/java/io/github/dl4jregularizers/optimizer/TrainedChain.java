package io.github.dl4jregularizers.optimizer;

import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** Layers one after the other in a network of either kind, in double, with gradient descent at a rate of 0.1. */
final class TrainedChain {

    static final double RATE = 0.1;

    private final Model model;
    private INDArray startOfStep;
    private Map<String, INDArray> states = Map.of();

    private TrainedChain(Model model) {
        this.model = model;
    }

    static TrainedChain of(boolean graph, WorkspaceMode workspaces, InputType input, Layer... layers) {
        return of(graph, workspaces, input, BackpropType.Standard, layers);
    }

    static TrainedChain of(
            boolean graph, WorkspaceMode workspaces, InputType input, BackpropType type, Layer... layers) {
        NeuralNetConfiguration.Builder settings = new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .trainingWorkspaceMode(workspaces)
                .updater(new Sgd(RATE));
        if (!graph) {
            MultiLayerNetwork network = new MultiLayerNetwork(settings.list(layers)
                    .setInputType(input)
                    .backpropType(type)
                    .tBPTTLength(2)
                    .build());
            network.init();
            return new TrainedChain(network);
        }
        ComputationGraphConfiguration.GraphBuilder builder = settings.graphBuilder()
                .addInputs("in")
                .setInputTypes(input)
                .backpropType(type)
                .tBPTTLength(2);
        for (int i = 0; i < layers.length; i++) {
            builder.addLayer(String.valueOf(i), layers[i], i == 0 ? "in" : String.valueOf(i - 1));
        }
        ComputationGraph network = new ComputationGraph(
                builder.setOutputs(String.valueOf(layers.length - 1)).build());
        network.init();
        return new TrainedChain(network);
    }

    Model model() {
        return model;
    }

    TrainedChain copy() {
        return new TrainedChain(
                model instanceof ComputationGraph
                        ? ((ComputationGraph) model).clone()
                        : ((MultiLayerNetwork) model).clone());
    }

    void fit(DataSet data) {
        if (model instanceof ComputationGraph) {
            ((ComputationGraph) model).fit(data);
        } else {
            ((MultiLayerNetwork) model).fit(data);
        }
    }

    /**
     * Has each pass of the next steps by hand begin in these states of the first layer; for truncated backpropagation.
     */
    void beginIn(Map<String, INDArray> statesOfFirstLayer) {
        states = statesOfFirstLayer;
    }

    /** The state of ND4J's generator. */
    static long[] generator() {
        return new long[] {Nd4j.getRandom().rootState(), Nd4j.getRandom().nodeState()};
    }

    /** The parameters before the last step by hand. */
    INDArray startOfStep() {
        return startOfStep;
    }

    /**
     * One step of SAM, written out.
     *
     * @return the score before the step
     */
    double sharpnessAwareStep(DataSet data, double rho, long[] noise) {
        startOfStep = model.params().dup();
        Map<String, INDArray> first = gradients(data, noise);
        double score = model.score();
        int examples = (int) data.getFeatures().size(0);
        double squares = 0;
        for (String key : first.keySet()) {
            if (!isStatistic(key)) {
                squares += Math.pow(first.get(key).norm2Number().doubleValue() / examples, 2);
            }
        }
        double length = rho / (Math.sqrt(squares) + 1e-12);
        first.forEach((key, gradient) -> {
            if (!isStatistic(key)) {
                model.paramTable().get(key).addi(gradient.mul(length / examples));
            }
        });
        Map<String, INDArray> second = gradients(data, noise);
        model.params().assign(startOfStep);
        first.forEach((key, gradient) -> model.paramTable()
                .get(key)
                .subi(isStatistic(key) ? gradient : second.get(key).mul(RATE / examples)));
        return score;
    }

    private static boolean isStatistic(String key) {
        return key.endsWith("_mean") || key.endsWith("_var");
    }

    private Map<String, INDArray> gradients(DataSet data, long[] noise) {
        Nd4j.getRandom().setStates(noise[0], noise[1]);
        if (model instanceof ComputationGraph) {
            ComputationGraph graph = (ComputationGraph) model;
            graph.setInputs(data.getFeatures());
            graph.setLabels(data.getLabels());
            graph.setLayerMaskArrays(masks(data.getFeaturesMaskArray()), masks(data.getLabelsMaskArray()));
        } else {
            MultiLayerNetwork network = (MultiLayerNetwork) model;
            network.setInput(data.getFeatures());
            network.setLabels(data.getLabels());
            network.setLayerMaskArrays(data.getFeaturesMaskArray(), data.getLabelsMaskArray());
        }
        if (!states.isEmpty()) {
            RecurrentLayer first = (RecurrentLayer)
                    (model instanceof ComputationGraph
                            ? ((ComputationGraph) model).getLayer(0)
                            : ((MultiLayerNetwork) model).getLayer(0));
            first.rnnSetPreviousState(states);
            first.rnnSetTBPTTState(states);
        }
        if (model.getGradientsViewArray() == null) {
            initGradients();
        }
        model.computeGradientAndScore(LayerWorkspaceMgr.noWorkspaces());
        Map<String, INDArray> copies = new HashMap<>();
        model.gradient().gradientForVariable().forEach((key, gradient) -> copies.put(key, gradient.dup()));
        return copies;
    }

    private void initGradients() {
        if (model instanceof ComputationGraph) {
            ((ComputationGraph) model).initGradientsView();
        } else {
            ((MultiLayerNetwork) model).initGradientsView();
        }
    }

    private static INDArray[] masks(INDArray mask) {
        return mask == null ? null : new INDArray[] {mask};
    }
}
