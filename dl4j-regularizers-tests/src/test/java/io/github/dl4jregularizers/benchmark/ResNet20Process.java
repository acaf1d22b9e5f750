package io.github.dl4jregularizers.benchmark;

import io.github.dl4jregularizers.cpu.OneDnn;
import io.github.dl4jregularizers.examples.network.NetworkOptions;
import io.github.dl4jregularizers.examples.network.Networks;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** Measures DL4J's ResNet-20 in this process, with or without oneDNN, which is a choice for the whole process. */
final class ResNet20Process {

    static final int BATCH = 64;

    private ResNet20Process() {}

    /**
     * Prints a {@link Speed}.
     *
     * @param arguments "onednn", or anything else for DL4J as it is
     */
    public static void main(String[] arguments) throws IOException {
        boolean oneDnn = arguments[0].equals("onednn");
        ComputationGraph network = (ComputationGraph) Networks.build(
                "resnet20",
                NetworkOptions.builder()
                        .updater(new Adam(1e-3))
                        .graph(configuration -> oneDnn ? enable(configuration) : configuration)
                        .build());
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
                .filter(entry -> !entry.getKey().endsWith("_" + BatchNormalizationParamInitializer.GLOBAL_MEAN)
                        && !entry.getKey().endsWith("_" + BatchNormalizationParamInitializer.GLOBAL_LOG_STD))
                .mapToLong(entry -> entry.getValue().length())
                .sum();
    }
}
