package io.github.dl4jregularizers.benchmark;

import io.github.dl4jregularizers.cpu.OneDnn;
import io.github.dl4jregularizers.examples.network.NetworkOptions;
import io.github.dl4jregularizers.examples.network.Networks;
import io.github.dl4jregularizers.optimizer.FastUpdates;
import io.github.dl4jregularizers.residual.FusedNetworks;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** A network of {@link PeersBenchmark}, with the batch that is measured. */
enum PeerNetwork {
    RESNET8(10, 64, 3, 32, 32),
    RESNET20(10, 64, 3, 32, 32),
    RESNET110(10, 64, 3, 32, 32),
    CNN(10, 64, 3, 32, 32),
    RESNET50(1000, 8, 3, 224, 224),
    UNET(1, 8, 3, 64, 64),
    MLP(10, 128, 784);

    private final int classes;
    private final long[] shape;

    PeerNetwork(int classes, long... shape) {
        this.classes = classes;
        this.shape = shape;
    }

    /** As options and tables have it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    static PeerNetwork named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** Shape of the batch, as in 64x3x32x32. */
    String shape() {
        return Arrays.stream(shape).mapToObj(String::valueOf).collect(Collectors.joining("x"));
    }

    /** 1 for one number per pixel. */
    int classes() {
        return classes;
    }

    boolean isOfImages() {
        return shape.length == 4;
    }

    /** Random features; all classes equally often, or 1 for every pixel. */
    DataSet batch() {
        INDArray labels;
        if (classes == 1) {
            labels = Nd4j.ones(DataType.FLOAT, shape[0], 1, shape[2], shape[3]);
        } else {
            labels = Nd4j.zeros(DataType.FLOAT, shape[0], classes);
            for (int i = 0; i < shape[0]; i++) {
                labels.putScalar(i, i % classes, 1);
            }
        }
        return new DataSet(Nd4j.randn(DataType.FLOAT, shape), labels);
    }

    /** The network in DL4J's layers. */
    Model plain() {
        switch (this) {
            case RESNET8:
            case RESNET20:
            case RESNET110:
                return PlainResidualNetwork.build(blocks(), 1, new Adam(1e-3), conf -> conf);
            case CNN:
                return ofExamples();
            case RESNET50:
                return initialized(PlainNetworks::resNet50);
            case UNET:
                return initialized(PlainNetworks::uNet);
            default:
                return initialized(PlainNetworks::mlp);
        }
    }

    /** DL4J's layers on its oneDNN helpers. */
    Model withOneDnn() {
        enable();
        return plain();
    }

    /** The residual network of the examples, which are blocks already, or the plain network after fusion. */
    Model fused() {
        enable();
        boolean isBlocks = this == RESNET8 || this == RESNET20 || this == RESNET110;
        Model network = isBlocks ? ofExamples() : plain();
        Model fused = network instanceof ComputationGraph
                ? FusedNetworks.withoutInputGradient((ComputationGraph) network)
                : FusedNetworks.withoutInputGradient((MultiLayerNetwork) network);
        FastUpdates.applyTo(fused);
        return fused;
    }

    private static void enable() {
        OneDnn.Status status = OneDnn.enable();
        if (!status.isEnabled()) {
            throw new IllegalStateException(status.toString());
        }
    }

    private int blocks() {
        return (Integer.parseInt(name().substring("RESNET".length())) - 2) / 6;
    }

    private Model ofExamples() {
        return Networks.build(
                toString(),
                NetworkOptions.builder().seed(1).updater(new Adam(1e-3)).build());
    }

    private static Model initialized(Supplier<ComputationGraphConfiguration> conf) {
        ComputationGraph network = new ComputationGraph(conf.get());
        network.init();
        return network;
    }
}
