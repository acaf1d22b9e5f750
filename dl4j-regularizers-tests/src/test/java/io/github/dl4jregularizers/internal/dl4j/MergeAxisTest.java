package io.github.dl4jregularizers.internal.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.inference.MonteCarloDropout;
import io.github.dl4jregularizers.internal.config.ConfigurationCopy;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** DL4J's {@code clone()} of a {@code MergeVertex} loses the axis of channels-last graphs. */
class MergeAxisTest {

    private static ComputationGraph graph() {
        ConvolutionLayer.Builder convolution =
                new ConvolutionLayer.Builder(1, 1).nOut(4).dataFormat(CNN2DFormat.NHWC);
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(3)
                .graphBuilder()
                .addInputs("in")
                .addLayer("left", convolution.build(), "in")
                .addLayer("right", convolution.build(), "in")
                .addVertex("both", new MergeVertex(), "left", "right")
                .addLayer("pool", new GlobalPoolingLayer(), "both")
                .addLayer(
                        "out",
                        new OutputLayer.Builder()
                                .nOut(3)
                                .dropOut(new Dropout(0.999999))
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "pool")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(4, 4, 2, CNN2DFormat.NHWC))
                .build());
        graph.init();
        return graph;
    }

    private static int axis(ComputationGraphConfiguration conf) {
        return ((MergeVertex) conf.getVertices().get("both")).getMergeAxis();
    }

    /** This fails when DL4J mends its clone: then the copies of this library need no repair. */
    @Test
    void dl4jLosesTheAxis() {
        ComputationGraphConfiguration conf = graph().getConfiguration();
        assertThat(axis(conf)).isEqualTo(3);
        assertThat(axis(conf.clone())).isEqualTo(1);
    }

    @Test
    void copiesKeepTheAxis() {
        ComputationGraph graph = graph();
        assertThat(axis(ConfigurationCopy.of(graph.getConfiguration()))).isEqualTo(3);
        INDArray x = Nd4j.rand(5, 4, 4, 2);
        assertThat(NetworkCopy.with(graph, graph.params()).outputSingle(x)).isEqualTo(graph.outputSingle(x));
        assertThat(MonteCarloDropout.of(graph).samples(3).predict(x).mean().distance2(graph.outputSingle(x)))
                .isLessThan(1e-3);
    }
}
