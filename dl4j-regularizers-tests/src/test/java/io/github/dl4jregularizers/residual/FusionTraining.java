package io.github.dl4jregularizers.residual;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;

/** Trained networks to fuse, and how they are compared. */
final class FusionTraining {

    static final double ROUNDING = 1e-9;

    private FusionTraining() {}

    static void assertClose(INDArray found, INDArray expected) {
        assertClose("array", found, expected);
    }

    static void assertClose(String name, INDArray found, INDArray expected) {
        assertThat(found.shape()).as(name).isEqualTo(expected.shape());
        assertThat(found.sub(expected).norm2Number().doubleValue())
                .as(name)
                .isLessThanOrEqualTo(ROUNDING * expected.norm2Number().doubleValue());
    }

    static void assertClose(Map<String, INDArray> found, Map<String, INDArray> expected) {
        assertThat(found).containsOnlyKeys(expected.keySet());
        expected.forEach((name, array) -> assertClose(name, found.get(name), array));
    }

    static DataSet images(int channels) {
        Nd4j.getRandom().setSeed(11);
        INDArray labels = Nd4j.create(DataType.DOUBLE, 4, 2);
        for (int i = 0; i < 4; i++) {
            labels.putScalar(i, i % 2, 1);
        }
        return new DataSet(Nd4j.randn(DataType.DOUBLE, 4, channels, 6, 6), labels);
    }

    static void fit(MultiLayerNetwork network, DataSet data, int steps) {
        Nd4j.getRandom().setSeed(17);
        for (int i = 0; i < steps; i++) {
            network.fit(data);
        }
    }

    static void fit(ComputationGraph network, DataSet data, int steps) {
        for (int i = 0; i < steps; i++) {
            network.fit(data);
        }
    }

    static ComputationGraph residual() {
        return initialized(FusionNetworks.residual());
    }

    static ComputationGraph initialized(GraphBuilder graph) {
        ComputationGraph network = new ComputationGraph(graph.build());
        network.init();
        return network;
    }

    static TransferLearning.GraphBuilder withUpdater(ComputationGraph network, IUpdater updater) {
        return new TransferLearning.GraphBuilder(network)
                .fineTuneConfiguration(new FineTuneConfiguration.Builder()
                        .updater(updater)
                        .seed(4)
                        .build());
    }

    static ComputationGraph withAdam() {
        return withAdam(FusionNetworks.residual());
    }

    static ComputationGraph withAdam(GraphBuilder graph) {
        return withUpdater(initialized(graph), new Adam(0.01)).build().convertDataType(DataType.DOUBLE);
    }
}
