package io.github.dl4jregularizers.variational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.reference.Reference;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Networks of one layer, compared with values that PyTorch computed for NCHW. */
final class TorchValues {

    private TorchValues() {}

    static MultiLayerNetwork network(FeedForwardLayer layer, DataType type) {
        MultiLayerNetwork network = new MultiLayerNetwork(
                new NeuralNetConfiguration.Builder().dataType(type).list(layer).build());
        network.init();
        network.initGradientsView();
        return network;
    }

    static INDArray inFormat(INDArray array, CNN2DFormat format) {
        return format == CNN2DFormat.NHWC ? array.permute(0, 2, 3, 1).dup('c') : array;
    }

    static void assertClose(INDArray actual, JsonNode expected, CNN2DFormat format) {
        INDArray wanted = inFormat(Reference.array(expected, DataType.DOUBLE), format);
        double tolerance = actual.dataType() == DataType.DOUBLE ? 1e-12 : 2e-5;
        assertThat(actual.shape()).isEqualTo(wanted.shape());
        double[] found = actual.castTo(DataType.DOUBLE).dup('c').data().asDouble();
        double[] values = wanted.dup('c').data().asDouble();
        for (int i = 0; i < values.length; i++) {
            assertThat(found[i]).isCloseTo(values[i], within(tolerance * Math.max(1, Math.abs(values[i]))));
        }
    }
}
