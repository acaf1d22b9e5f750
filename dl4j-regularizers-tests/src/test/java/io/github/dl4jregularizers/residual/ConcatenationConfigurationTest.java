package io.github.dl4jregularizers.residual;

import static io.github.dl4jregularizers.residual.ConcatenationNetworks.block;
import static io.github.dl4jregularizers.residual.ConcatenationNetworks.convolution;
import static io.github.dl4jregularizers.residual.ConcatenationNetworks.dense;
import static io.github.dl4jregularizers.residual.ConcatenationNetworks.network;
import static io.github.dl4jregularizers.residual.ConcatenationNetworks.output;
import static io.github.dl4jregularizers.residual.ConcatenationNetworks.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** How a block fits into DL4J's configurations, and what it refuses. */
class ConcatenationConfigurationTest {

    private static final LayerWorkspaceMgr NO_WORKSPACES = LayerWorkspaceMgr.noWorkspacesImmutable();

    @Test
    void whatCannotBeConcatenatedIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> network(
                        DataType.FLOAT,
                        InputType.convolutional(8, 8, 3),
                        block().skip()
                                .path(new ConvolutionLayer.Builder(3, 3)
                                        .nOut(2)
                                        .convolutionMode(ConvolutionMode.Truncate)
                                        .build())
                                .build(),
                        output()))
                .withMessageContainingAll("paths of ConcatenationBlock joined", "h=8,w=8", "h=6,w=6");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> network(
                        DataType.FLOAT,
                        InputType.convolutional(8, 8, 3),
                        block().skip().path(new GlobalPoolingLayer()).build(),
                        output()))
                .withMessageContainingAll("InputTypeConvolutional", "InputTypeFeedForward");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> network(
                        DataType.FLOAT,
                        InputType.convolutional(4, 4, 3),
                        block().skip().path(convolution(3, 3), dense(4)).build(),
                        output()))
                .withMessageContainingAll("layer 1 (DenseLayer)", "path 1 of ConcatenationBlock joined");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> network(
                        DataType.FLOAT,
                        InputType.feedForward(4),
                        block().skip().path(dense(3), output()).build(),
                        output()))
                .withMessageContainingAll("path 1 layer 1 of layer joined", "a hidden layer", "OutputLayer");
    }

    @Test
    void otherShapesAreRefusedInUseIfNoInputTypeWasGiven() {
        ConvolutionLayer valid = new ConvolutionLayer.Builder(3, 3)
                .nIn(2)
                .nOut(2)
                .convolutionMode(ConvolutionMode.Truncate)
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(settings(DataType.FLOAT)
                .list()
                .layer(block().skip().path(valid).build())
                .layer(new OutputLayer.Builder().nIn(4).nOut(2).build())
                .build());
        network.init();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> network.getLayer(0).activate(Nd4j.rand(1, 2, 5, 5), false, NO_WORKSPACES))
                .withMessageContainingAll("path 1", "joined", "[1, 2, 5, 5]", "[1, 2, 3, 3]");
    }

    @Test
    void theFormatOfANetworkWithoutInputTypeIsThatOfTheBuilder() {
        ConvolutionLayer last = new ConvolutionLayer.Builder(1, 1)
                .dataFormat(CNN2DFormat.NHWC)
                .nIn(2)
                .nOut(3)
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(settings(DataType.FLOAT)
                .list()
                .layer(block().skip().path(last).dataFormat(CNN2DFormat.NHWC).build())
                .layer(new GlobalPoolingLayer.Builder().poolingDimensions(1, 2).build())
                .layer(new OutputLayer.Builder()
                        .nIn(5)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        network.init();
        assertThat(network.feedForward(Nd4j.rand(4, 3, 6, 2)).get(1).shape()).containsExactly(4, 3, 6, 5);
        network.fit(new DataSet(Nd4j.rand(4, 3, 6, 2), Nd4j.rand(4, 2)));
    }

    @Test
    void flatImagesAreReshapedForTheFirstPathThatNeedsIt() {
        MultiLayerNetwork network = network(
                DataType.FLOAT,
                InputType.convolutionalFlat(3, 4, 2),
                block().skip().path(convolution(2, 3)).build(),
                output());
        assertThat(network.output(Nd4j.rand(5, 24)).shape()).containsExactly(5, 2);
        assertThat(network.getLayer(1).getParam("W").size(0)).isEqualTo(3 * 4 * 4);
    }

    @Test
    void stateInsideAWrapperThatKeepsNoneIsRefused() {
        MultiLayerNetwork network = new MultiLayerNetwork(settings(DataType.DOUBLE)
                .list()
                .layer(block().skip()
                        .path(new MaskZeroLayer(new SimpleRnn.Builder().nOut(2).build(), 0))
                        .build())
                .layer(new RnnOutputLayer.Builder()
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(2))
                .build());
        network.init();
        INDArray features = Nd4j.rand(DataType.DOUBLE, 4, 2, 6);
        assertThatThrownBy(() -> network.rnnTimeStep(features))
                .hasMessageContaining("MaskZeroLayer inside a block keeps no state");
    }
}
