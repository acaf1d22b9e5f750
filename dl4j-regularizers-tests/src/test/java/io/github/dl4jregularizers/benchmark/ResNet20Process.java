package io.github.dl4jregularizers.benchmark;

import io.github.dl4jregularizers.optimizer.FastUpdates;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Properties;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Measures ResNet-20 in this process, of one {@link ResidualNetworkVariant}: oneDNN is a choice for the whole process.
 */
final class ResNet20Process {

    static final int BATCH = 64;

    /** In each of the three stages. */
    private static final int BLOCKS = 3;

    private ResNet20Process() {}

    /**
     * Prints a {@link Speed}.
     *
     * @param arguments the variant
     */
    public static void main(String[] arguments) throws IOException {
        ResidualNetworkVariant variant = ResidualNetworkVariant.valueOf(arguments[0]);
        ComputationGraph network = variant.network(BLOCKS, new Adam(1e-3));
        if (variant == ResidualNetworkVariant.BLOCKS_OF_OURS) {
            FastUpdates.applyTo(network);
        }
        DataSet batch = ResidualNetworkVariant.batch(BATCH);
        double training = MedianTime.seconds(() -> network.fit(batch));
        double inference = MedianTime.seconds(() -> network.output(batch.getFeatures()));
        System.out.println(new Speed(weights(network.paramTable()), BATCH / training, BATCH / inference, version()));
    }

    static String version() throws IOException {
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
    static long weights(Map<String, INDArray> parameters) {
        return parameters.entrySet().stream()
                .filter(entry -> !entry.getKey()
                        .matches(".*[_.](" + BatchNormalizationParamInitializer.GLOBAL_MEAN + "|"
                                + BatchNormalizationParamInitializer.GLOBAL_LOG_STD + ")"))
                .mapToLong(entry -> entry.getValue().length())
                .sum();
    }
}
