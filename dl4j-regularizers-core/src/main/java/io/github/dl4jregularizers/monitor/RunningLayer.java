package io.github.dl4jregularizers.monitor;

import io.github.dl4jregularizers.internal.config.InnerLayers;
import io.github.dl4jregularizers.internal.config.LayerDescription;
import io.github.dl4jregularizers.internal.dl4j.Network;
import io.github.dl4jregularizers.noise.Stochastic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.layers.recurrent.TimeDistributedLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;

/** A runtime layer of a network with its configuration. The runtime of a wrapper only has that of the inner layer. */
final class RunningLayer {

    private final org.deeplearning4j.nn.api.Layer runtime;
    private final Layer conf;
    private final String name;

    private RunningLayer(org.deeplearning4j.nn.api.Layer runtime, Layer conf, String name) {
        this.runtime = runtime;
        this.conf = conf;
        this.name = name;
    }

    /** Returns all layers of a network; for a graph, without frozen vertices. */
    static List<RunningLayer> of(Model model) {
        Network network = Network.of(model);
        Map<String, Layer> configurations = network.configuration(RunningLayer::layers, RunningLayer::layers);
        List<RunningLayer> running = new ArrayList<>();
        network.parts().forEach((key, part) -> {
            Layer conf = configurations.get(key);
            if (conf != null) {
                boolean named = part instanceof org.deeplearning4j.nn.api.Layer && conf.getLayerName() != null;
                running.add(new RunningLayer(layer(part), conf, named ? conf.getLayerName() : key));
            }
        });
        return running;
    }

    private static org.deeplearning4j.nn.api.Layer layer(Trainable part) {
        return part instanceof GraphVertex ? ((GraphVertex) part).getLayer() : (org.deeplearning4j.nn.api.Layer) part;
    }

    private static Map<String, Layer> layers(MultiLayerConfiguration conf) {
        Map<String, Layer> layers = new HashMap<>();
        for (int i = 0; i < conf.getConfs().size(); i++) {
            layers.put(String.valueOf(i), conf.getConf(i).getLayer());
        }
        return layers;
    }

    private static Map<String, Layer> layers(ComputationGraphConfiguration conf) {
        Map<String, Layer> layers = new HashMap<>();
        conf.getVertices().forEach((name, vertex) -> {
            if (vertex instanceof LayerVertex) {
                layers.put(name, ((LayerVertex) vertex).getLayerConf().getLayer());
            }
        });
        return layers;
    }

    org.deeplearning4j.nn.api.Layer runtime() {
        return runtime;
    }

    String name() {
        return name;
    }

    /** Tests whether the layer, or one inside it that is not frozen, has noise. */
    boolean isNoisy() {
        return isNoisy(conf);
    }

    private static boolean isNoisy(Layer conf) {
        if (conf instanceof FrozenLayer || conf instanceof FrozenLayerWithBackprop) {
            return false;
        }
        return conf instanceof Stochastic
                || dropoutOf(conf) != null
                || conf instanceof BaseLayer && ((BaseLayer) conf).getWeightNoise() != null
                || InnerLayers.of(conf).values().stream().anyMatch(RunningLayer::isNoisy);
    }

    /** Returns the layer's {@code .dropOut(..)} or the NoiseLayer's noise; null if there is none. */
    private static IDropout dropoutOf(Layer conf) {
        return LayerDescription.dropout(conf).orElse(null);
    }

    /** Returns the share of ones that the layer's dropout sets to 0; NaN without dropout. */
    double dropShare(INDArray input, int iteration, int epoch) {
        IDropout dropout = dropoutOf(conf);
        if (dropout == null) {
            return Double.NaN;
        }
        INDArray ones = Nd4j.ones(input.dataType(), input.shape());
        INDArray dropped =
                dropout.clone().applyDropout(ones, ones.ulike(), iteration, epoch, LayerWorkspaceMgr.noWorkspaces());
        return dropped.eq(0).castTo(DataType.DOUBLE).meanNumber().doubleValue();
    }

    /** Returns |a - b| / |a| of two training passes over an input. */
    double noiseEffect(INDArray input) {
        INDArray first = activated(input);
        double change = first.sub(activated(input)).norm2Number().doubleValue();
        double norm = first.norm2Number().doubleValue();
        return norm == 0 ? 0 : change / norm;
    }

    private INDArray activated(INDArray input) {
        try {
            return seesInput()
                    .activate(input.dup(), true, LayerWorkspaceMgr.noWorkspaces())
                    .dup();
        } finally {
            runtime.clearNoiseWeightParams();
            runtime.clear();
        }
    }

    /** TimeDistributed's input() is that of the layer inside: a matrix of all time steps. */
    private org.deeplearning4j.nn.api.Layer seesInput() {
        return runtime instanceof TimeDistributedLayer ? ((TimeDistributedLayer) runtime).getUnderlying() : runtime;
    }

    /** Returns the norm of a parameter's decay step divided by the norm of the parameter. */
    double decayShare(String parameter, INDArray value, int iteration, int epoch) {
        TrainingConfig settings = runtime.getConfig();
        List<Regularization> list = settings.getRegularizationByParam(parameter);
        IUpdater updater = settings.getUpdaterByParam(parameter);
        double rate = updater != null && updater.hasLearningRate() ? updater.getLearningRate(iteration, epoch) : 1;
        INDArray flat = value.reshape(value.ordering(), new long[] {value.length()}); // DL4J passes vectors
        INDArray step = flat.like();
        for (Regularization regularization : list == null ? List.<Regularization>of() : list) {
            if (regularization.applyStep() == Regularization.ApplyStep.POST_UPDATER) {
                regularization.apply(flat, step, rate, iteration, epoch);
            }
        }
        double norm = flat.norm2Number().doubleValue();
        return norm == 0 ? 0 : step.norm2Number().doubleValue() / norm;
    }
}
