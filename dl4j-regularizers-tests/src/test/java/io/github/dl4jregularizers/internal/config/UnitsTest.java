package io.github.dl4jregularizers.internal.config;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1D;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The weights of one output, as in the layers' forward passes. */
class UnitsTest {

    /** Layers with odd sizes, that no two axes be confused. */
    enum Case {
        DENSE("W", InputType.feedForward(3), () -> new DenseLayer.Builder()
                .nOut(2)
                .build()),
        ELEMENT_WISE("W", InputType.feedForward(3), () -> new ElementWiseMultiplicationLayer.Builder()
                .nIn(3)
                .nOut(3)
                .build()),
        CONVOLUTION_1D("W", InputType.recurrent(3, 5), () -> new Convolution1D.Builder(4)
                .nOut(2)
                .build()),
        CONVOLUTION_2D("W", InputType.convolutional(4, 5, 3), () -> new ConvolutionLayer.Builder(2, 3)
                .nOut(2)
                .build()),
        CONVOLUTION_3D(
                "W",
                InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 3, 4, 3, 2),
                () -> new Convolution3D.Builder(2, 3, 1).nOut(3).build()),
        DECONVOLUTION_2D("W", InputType.convolutional(2, 3, 3), () -> new Deconvolution2D.Builder(2, 3)
                .nOut(2)
                .build()),
        DECONVOLUTION_3D(
                "W",
                InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 2, 2, 2, 3),
                () -> new Deconvolution3D.Builder().kernelSize(2, 3, 2).nOut(2).build()),
        DEPTHWISE("W", InputType.convolutional(3, 4, 3), () -> new DepthwiseConvolution2D.Builder(2, 3)
                .depthMultiplier(2)
                .nOut(6)
                .build()),
        SEPARABLE_DEPTHWISE("W", InputType.convolutional(3, 4, 3), () -> new SeparableConvolution2D.Builder(2, 3)
                .depthMultiplier(2)
                .nOut(6)
                .build()),
        SEPARABLE_POINTWISE("pW", InputType.convolutional(3, 4, 3), () -> new SeparableConvolution2D.Builder(2, 3)
                .depthMultiplier(2)
                .nOut(5)
                .build()),
        LOCALLY_CONNECTED_1D(
                "W",
                InputType.recurrent(3, 4),
                () -> new LocallyConnected1D.Builder().kernelSize(2).nOut(5).build()),
        LOCALLY_CONNECTED_2D(
                "W",
                InputType.convolutional(3, 3, 2),
                () -> new LocallyConnected2D.Builder().kernelSize(2, 2).nOut(3).build());

        final String parameter;
        final InputType input;
        final Supplier<Layer> layer;

        Case(String parameter, InputType input, Supplier<Layer> layer) {
            this.parameter = parameter;
            this.input = input;
            this.layer = layer;
        }

        /** The numbers of one output share a position only where each position has separate weights. */
        boolean isByPlace() {
            return name().startsWith("LOCALLY");
        }
    }

    private static MultiLayerNetwork network(Layer layer, InputType input) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .activation(Activation.IDENTITY)
                .list()
                .layer(layer)
                .validateOutputLayerConfig(false)
                .setInputType(input)
                .build());
        network.init();
        return network;
    }

    private static Units unitsOf(MultiLayerNetwork network, String parameter) {
        return Units.of(
                network.getLayer(0).conf().getLayer(),
                "layer",
                "",
                parameter,
                ParameterShape.of(network.getParam("0_" + parameter)));
    }

    /** With one weight other than zero, the layer shows the output of that weight. */
    private static long outputMade(MultiLayerNetwork network, Case row) {
        long[] shape = row.input.getShape(true);
        shape[0] = 1;
        INDArray output = network.output(Nd4j.ones(DataType.DOUBLE, shape));
        long made = -1;
        INDArray flat = output.ravel();
        long places = output.length() / output.size(1);
        for (long i = 0; i < flat.length(); i++) {
            if (flat.getDouble(i) != 0) {
                long channel = row.isByPlace() ? i : i / places;
                assertThat(made).as("output").isIn(-1L, channel);
                made = channel;
            }
        }
        return made;
    }

    @ParameterizedTest
    @EnumSource
    void weightsOfAUnitAreThoseThatMakeOneOutput(Case row) {
        MultiLayerNetwork network = network(row.layer.get(), row.input);
        Units units = unitsOf(network, row.parameter);
        network.params().assign(0);
        if (row == Case.SEPARABLE_DEPTHWISE) {
            network.getParam("0_pW").assign(Nd4j.eye(6).castTo(DataType.DOUBLE).reshape(6, 6, 1, 1));
        } else if (row == Case.SEPARABLE_POINTWISE) {
            network.getParam("0_W").assign(1);
        }
        INDArray weight = network.getParam("0_" + row.parameter);
        INDArray elements = weight.reshape(weight.ordering(), new long[] {weight.length()});
        boolean constant = row == Case.SEPARABLE_POINTWISE || row == Case.SEPARABLE_DEPTHWISE;
        Map<Long, Long> unitOfOutput = new HashMap<>();
        Map<Long, Integer> sizes = new HashMap<>();
        for (long i = 0; i < elements.length(); i++) {
            if (constant || i == 0) {
                elements.assign(0);
            }
            elements.putScalar(i, 3);
            INDArray norms = units.norms(units.view(weight)).ravel();
            assertThat(norms.sumNumber().doubleValue()).isEqualTo(3);
            long unit = norms.argMax().getLong(0);
            long output = outputMade(network, row);
            if (output >= 0) { // some places of a locally connected layer see nothing but padding in places
                assertThat(unitOfOutput.computeIfAbsent(output, made -> unit))
                        .as("unit of element " + i)
                        .isEqualTo(unit);
            } else {
                assertThat(row.isByPlace()).isTrue();
            }
            sizes.merge(unit, 1, Integer::sum);
            elements.putScalar(i, 0);
        }
        assertThat(new HashSet<>(unitOfOutput.values())).hasSameSizeAs(unitOfOutput.keySet());
        assertThat(sizes.values()).allMatch(size -> size == units.size());
        assertThat(sizes).hasSize((int) (weight.length() / units.size()));
    }

    @ParameterizedTest
    @EnumSource
    void matricesHaveTheUnitsAsRowsAndCanBeWrittenBack(Case row) {
        MultiLayerNetwork network = network(row.layer.get(), row.input);
        INDArray weight = network.getParam("0_" + row.parameter);
        INDArray before = weight.dup();
        Units units = unitsOf(network, row.parameter);
        INDArray[] matrices = units.matrices(weight);
        double squares = 0;
        double[] norms = units.norms(units.view(weight)).ravel().toDoubleVector();
        for (INDArray matrix : matrices) {
            assertThat(matrix.columns()).isEqualTo((int) units.size());
            squares += matrix.mul(matrix).sumNumber().doubleValue();
            for (double norm : matrix.norm2(1).toDoubleVector()) {
                assertThat(norms).contains(new double[] {norm}, within(1e-14));
            }
            matrix.muli(2);
        }
        assertThat(squares).isCloseTo(before.mul(before).sumNumber().doubleValue(), within(1e-12));
        units.write(matrices, weight);
        assertWithin("doubled", 0, weight, before.mul(2));
    }

    /**
     * Channel c of a depthwise convolution multiplies its own patch of the input with weights [outputs of c, patch].
     */
    @Test
    void eachChannelOfADepthwiseConvolutionHasASeparateMatrix() {
        MultiLayerNetwork network = network(Case.DEPTHWISE.layer.get(), Case.DEPTHWISE.input);
        INDArray weight = network.getParam("0_W");
        weight.assign(Nd4j.rand(DataType.DOUBLE, weight.shape()));
        INDArray[] matrices = unitsOf(network, "W").matrices(weight);
        assertThat(matrices).hasSize(3);
        for (int channel = 0; channel < 3; channel++) {
            for (int output = 0; output < 2; output++) {
                for (int i = 0; i < 6; i++) {
                    assertThat(matrices[channel].getDouble(output, i))
                            .isEqualTo(weight.getDouble(i / 3, i % 3, channel, output));
                }
            }
        }
    }

    @Test
    void theFiltersOfADeconvolutionAreTheRowsOfItsMatrix() {
        MultiLayerNetwork network = network(Case.DECONVOLUTION_2D.layer.get(), Case.DECONVOLUTION_2D.input);
        INDArray weight = network.getParam("0_W");
        INDArray matrix = unitsOf(network, "W").matrices(weight)[0];
        assertThat(matrix.shape()).containsExactly(2, 18);
        for (int output = 0; output < 2; output++) {
            for (int i = 0; i < 18; i++) {
                assertThat(matrix.getDouble(output, i)).isEqualTo(weight.getDouble(i / 6, output, i / 3 % 2, i % 3));
            }
        }
    }

    @Test
    void theUnitsOfAnEmbeddingAreItsWords() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .list(new EmbeddingLayer.Builder().nIn(4).nOut(3).build())
                .validateOutputLayerConfig(false)
                .build());
        network.init();
        Units units = unitsOf(network, "W");
        INDArray weight = network.getParam("0_W");
        assertWithin("words", 1e-15, units.norms(units.view(weight)).reshape(4), weight.norm2(1));
        assertWithin("rows", 0, units.matrices(weight)[0], weight);
    }

    @Test
    void peepholesAreThreeUnitsAndNoPartOfTheMatrix() {
        @SuppressWarnings("deprecation")
        Layer graves = new GravesLSTM.Builder().nOut(2).build();
        MultiLayerNetwork network = network(graves, InputType.recurrent(3));
        Units units = unitsOf(network, "RW");
        INDArray weight = network.getParam("0_RW");
        assertWithin("columns", 1e-15, units.norms(units.view(weight)).reshape(11), weight.norm2(0));
        assertThat(units.matrices(weight)[0].shape()).containsExactly(8, 2);
        assertThat(units.matrices(weight)[0].getDouble(7, 1)).isEqualTo(weight.getDouble(1, 7));
    }

    @Test
    void projectionsOfAttentionAreMatricesOverAllHeads() {
        MultiLayerNetwork network = network(
                new SelfAttentionLayer.Builder()
                        .nHeads(2)
                        .headSize(3)
                        .nOut(5)
                        .projectInput(true)
                        .build(),
                InputType.recurrent(4, 2));
        INDArray query = network.getParam("0_Wq");
        INDArray matrix = unitsOf(network, "Wq").matrices(query)[0];
        assertThat(matrix.shape()).containsExactly(6, 4);
        assertThat(matrix.getDouble(5, 1)).isEqualTo(query.getDouble(1, 2, 1));
        INDArray output = network.getParam("0_Wo");
        assertWithin("output", 0, unitsOf(network, "Wo").matrices(output)[0], output.transpose());
    }
}
