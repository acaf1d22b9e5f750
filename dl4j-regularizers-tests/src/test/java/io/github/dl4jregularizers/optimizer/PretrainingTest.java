package io.github.dl4jregularizers.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Listeners that change gradients refuse layerwise pretraining and work afterwards. */
class PretrainingTest {

    static Stream<TrainingListener> listeners() {
        return Stream.of(GradientClipping.globalNorm(1), new SharpnessAwareMinimization(0.05));
    }

    @ParameterizedTest
    @MethodSource("listeners")
    void layerwisePretrainingIsRefused(TrainingListener listener) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new AutoEncoder.Builder().nOut(2).build())
                .layer(new OutputLayer.Builder()
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.feedForward(2))
                .build());
        network.init();
        DataSet data = new DataSet(Nd4j.rand(3, 2), Nd4j.ones(3, 2));
        network.setListeners(listener);
        assertThatThrownBy(() -> network.pretrain(new ListDataSetIterator<>(List.of(data), 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("network must be a MultiLayerNetwork or ComputationGraph")
                .hasMessageContaining("add the listener after pretrain()");
        INDArray before = network.params().dup();
        network.fit(data);
        assertThat(network.params()).isNotEqualTo(before);
    }
}
