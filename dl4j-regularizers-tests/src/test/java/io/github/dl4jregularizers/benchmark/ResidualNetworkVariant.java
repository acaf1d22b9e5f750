package io.github.dl4jregularizers.benchmark;

import io.github.dl4jregularizers.cpu.OneDnn;
import io.github.dl4jregularizers.examples.network.NetworkOptions;
import io.github.dl4jregularizers.examples.network.Networks;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;

/** The layers of the CIFAR ResNets of the benchmarks. */
enum ResidualNetworkVariant {
    /** DL4J's layers, as DL4J computes them. */
    STOCK("DL4J") {
        @Override
        ComputationGraph network(int blocksPerStage, IUpdater updater) {
            return PlainResidualNetwork.build(blocksPerStage, SEED, updater, UnaryOperator.identity());
        }
    },
    /** DL4J's layers with its oneDNN helpers. */
    ONEDNN("DL4J + OneDnn") {
        @Override
        ComputationGraph network(int blocksPerStage, IUpdater updater) {
            return PlainResidualNetwork.build(blocksPerStage, SEED, updater, ResidualNetworkVariant::enable);
        }
    },
    /** The network of the examples: stem and residual blocks in a LayerSequence, and oneDNN helpers for the rest. */
    BLOCKS_OF_OURS("LayerSequence + OneDnn") {
        @Override
        ComputationGraph network(int blocksPerStage, IUpdater updater) {
            return (ComputationGraph) Networks.build(
                    name(blocksPerStage),
                    NetworkOptions.builder()
                            .seed(SEED)
                            .updater(updater)
                            .graph(ResidualNetworkVariant::enable)
                            .build());
        }
    };

    private static final long SEED = 1;

    private final String title;

    ResidualNetworkVariant(String title) {
        this.title = title;
    }

    /** A network of 6n + 2 layers for 32x32 RGB images in 10 classes. */
    abstract ComputationGraph network(int blocksPerStage, IUpdater updater);

    /** The name of the network of 6n + 2 layers. */
    static String name(int blocksPerStage) {
        return "resnet" + (6 * blocksPerStage + 2);
    }

    /** Random images and all classes equally often. */
    static DataSet batch(int size) {
        INDArray labels = Nd4j.zeros(DataType.FLOAT, size, 10);
        for (int i = 0; i < size; i++) {
            labels.putScalar(i, i % 10, 1);
        }
        return new DataSet(Nd4j.randn(DataType.FLOAT, size, 3, 32, 32), labels);
    }

    static ComputationGraphConfiguration enable(ComputationGraphConfiguration configuration) {
        OneDnn.Status status = OneDnn.enable(configuration);
        if (!status.isEnabled()) {
            throw new IllegalStateException(status.toString());
        }
        return configuration;
    }

    /** As tables have it. */
    @Override
    public String toString() {
        return title;
    }
}
