package io.github.dl4jregularizers.benchmark;

import io.github.dl4jregularizers.cpu.OneDnn;
import io.github.dl4jregularizers.examples.network.NetworkOptions;
import io.github.dl4jregularizers.examples.network.Networks;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;

/** Measures ResNet-20 in this process, in one {@link Variant}: oneDNN is a choice for the whole process. */
final class ResNet20Process {

    /** What the network is made of. */
    enum Variant {
        /** DL4J's layers, as DL4J computes them. */
        STOCK {
            @Override
            ComputationGraph network(IUpdater updater) {
                return PlainResidualNetwork.build(BLOCKS, SEED, updater, UnaryOperator.identity());
            }
        },
        /** DL4J's layers with its oneDNN helpers. */
        ONEDNN {
            @Override
            ComputationGraph network(IUpdater updater) {
                return PlainResidualNetwork.build(BLOCKS, SEED, updater, ResNet20Process::enable);
            }
        },
        /** Residual blocks, and DL4J's oneDNN helpers for what is outside of them. */
        BLOCKS_OF_OURS {
            @Override
            ComputationGraph network(IUpdater updater) {
                return (ComputationGraph) Networks.build(
                        "resnet20",
                        NetworkOptions.builder()
                                .seed(SEED)
                                .updater(updater)
                                .graph(ResNet20Process::enable)
                                .build());
            }
        };

        abstract ComputationGraph network(IUpdater updater);
    }

    static final int BATCH = 64;

    /** In each of the three stages. */
    private static final int BLOCKS = 3;

    private static final long SEED = 1;

    private ResNet20Process() {}

    /**
     * Prints a {@link Speed}.
     *
     * @param arguments the variant
     */
    public static void main(String[] arguments) throws IOException {
        ComputationGraph network = Variant.valueOf(arguments[0]).network(new Adam(1e-3));
        INDArray features = Nd4j.randn(DataType.FLOAT, BATCH, 3, 32, 32);
        INDArray labels = Nd4j.zeros(DataType.FLOAT, BATCH, 10);
        for (int i = 0; i < BATCH; i++) {
            labels.putScalar(i, i % 10, 1);
        }
        DataSet batch = new DataSet(features, labels);
        double training = MedianTime.seconds(() -> network.fit(batch));
        double inference = MedianTime.seconds(() -> network.output(features));
        System.out.println(new Speed(weights(network), BATCH / training, BATCH / inference, version()));
    }

    private static ComputationGraphConfiguration enable(ComputationGraphConfiguration configuration) {
        OneDnn.Status status = OneDnn.enable(configuration);
        if (!status.isEnabled()) {
            throw new IllegalStateException(status.toString());
        }
        return configuration;
    }

    private static String version() throws IOException {
        String resource = "/META-INF/maven/org.deeplearning4j/deeplearning4j-nn/pom.properties";
        Properties properties = new Properties();
        try (InputStream in = ComputationGraph.class.getResourceAsStream(resource)) {
            if (in != null) {
                properties.load(in);
            }
        }
        return properties.getProperty("version", "of unknown version");
    }

    /** DL4J counts the running statistics of batch normalization among the parameters. */
    private static long weights(ComputationGraph network) {
        return network.paramTable().entrySet().stream()
                .filter(entry -> !entry.getKey()
                        .matches(".*[_.](" + BatchNormalizationParamInitializer.GLOBAL_MEAN + "|"
                                + BatchNormalizationParamInitializer.GLOBAL_LOG_STD + ")"))
                .mapToLong(entry -> entry.getValue().length())
                .sum();
    }
}
