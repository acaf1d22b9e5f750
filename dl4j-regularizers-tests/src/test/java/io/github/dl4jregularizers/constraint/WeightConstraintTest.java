package io.github.dl4jregularizers.constraint;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.internal.weights.LargestSingularValue;
import io.github.dl4jregularizers.reference.Reference;
import java.util.Collections;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CapsuleLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Global constraints, applied by DL4J; PyTorch's numbers are those of reference/constraints/generate.py. */
class WeightConstraintTest {

    private static final InputType FLAT = InputType.feedForward(3);

    private static MultiLayerNetwork network(LayerConstraint constraint, InputType input, Layer layer) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .constrainWeights(constraint)
                .list(layer)
                .validateOutputLayerConfig(false)
                .setInputType(input)
                .build());
        network.init();
        return network;
    }

    private static Layer dense() {
        return new DenseLayer.Builder().nOut(2).hasLayerNorm(true).build();
    }

    @Test
    void unitsOfADenseLayerAreItsColumnsAndNothingElseIsConstrained() {
        MultiLayerNetwork network = network(new MaxNorm(2), FLAT, dense());
        network.params().assign(100);
        network.getParam("0_W").assign(Nd4j.createFromArray(new double[][] {{0, 1}, {3, 1}, {4, 1}}));
        network.applyConstraints(0, 0);
        INDArray expected = Nd4j.createFromArray(new double[][] {{0, 1}, {1.2, 1}, {1.6, 1}});
        assertWithin("weights", 1e-15, network.getParam("0_W"), expected);
        assertThat(network.getParam("0_W").getColumn(1).toDoubleVector()).containsExactly(1, 1, 1);
        assertThat(network.getParam("0_b").minNumber().doubleValue()).isEqualTo(100);
        assertThat(network.getParam("0_g").minNumber().doubleValue()).isEqualTo(100);
    }

    @Test
    void unitsOfAConvolutionAreItsFiltersAndOfAnEmbeddingItsWords() {
        MultiLayerNetwork convolution = network(
                new MaxNorm(1),
                InputType.convolutional(3, 3, 1),
                new ConvolutionLayer.Builder(2, 2).nOut(2).build());
        INDArray filters = convolution.getParam("0_W");
        filters.tensorAlongDimension(0, 1, 2, 3).assign(1);
        filters.tensorAlongDimension(1, 1, 2, 3).assign(0.25);
        convolution.applyConstraints(0, 0);
        assertThat(filters.tensorAlongDimension(0, 1, 2, 3).maxNumber().doubleValue())
                .isCloseTo(0.5, within(1e-15));
        assertThat(filters.tensorAlongDimension(1, 1, 2, 3).maxNumber().doubleValue())
                .isEqualTo(0.25);

        MultiLayerNetwork embedding = network(
                new MaxNorm(5),
                InputType.feedForward(2),
                new EmbeddingLayer.Builder().nIn(2).nOut(2).build());
        embedding.getParam("0_W").assign(Nd4j.createFromArray(new double[][] {{6, 8}, {3, 4}}));
        embedding.applyConstraints(0, 0);
        assertWithin("words", 1e-15, embedding.getParam("0_W"), Nd4j.createFromArray(new double[][] {{3, 4}, {3, 4}}));
    }

    @Test
    void weightsOfNormZeroStayZeroAndSlopesAreNoWeights() {
        MultiLayerNetwork network = network(new MaxNorm(1), FLAT, dense());
        network.params().assign(0);
        network.applyConstraints(0, 0);
        assertThat(network.params().norm1Number().doubleValue()).isZero();
        MultiLayerNetwork slopes = network(
                new MaxNorm(1), FLAT, new PReLULayer.Builder().inputShape(3).build());
        slopes.params().assign(7);
        slopes.applyConstraints(0, 0);
        assertThat(slopes.params().minNumber().doubleValue()).isEqualTo(7);
    }

    @Test
    void theLargestSingularValueIsPyTorchs() {
        for (JsonNode values : Reference.of("constraints").get("cases")) {
            INDArray matrix = Reference.array(values.get("matrix"), DataType.DOUBLE);
            double largest = values.get("singularValues").get(0).asDouble();
            assertThat(LargestSingularValue.of(matrix, 200).value()).isCloseTo(largest, within(1e-10 * largest));
            assertThat(LargestSingularValue.of(matrix.dup('f').transpose(), 20).value())
                    .isCloseTo(largest, within(1e-2 * largest));
        }
    }

    @Test
    void aMatrixIsScaledBackToTheLimitAndOneWithinItStays() {
        JsonNode values = Reference.of("constraints").get("cases").get(0);
        INDArray matrix = Reference.array(values.get("matrix"), DataType.DOUBLE);
        double largest = values.get("singularValues").get(0).asDouble();
        Layer layer = new DenseLayer.Builder().nOut(matrix.size(1)).build();
        InputType input = InputType.feedForward(matrix.size(0));

        MultiLayerNetwork network = network(new MaxSpectralNorm(largest / 2, 200), input, layer.clone());
        network.getParam("0_W").assign(matrix);
        network.applyConstraints(0, 0);
        assertWithin("scaled", 1e-10, network.getParam("0_W"), matrix.mul(0.5));

        network = network(new MaxSpectralNorm(largest * 1.01), input, layer.clone());
        network.getParam("0_W").assign(matrix);
        network.applyConstraints(0, 0);
        assertWithin("within", 0, network.getParam("0_W"), matrix);
        network.getParam("0_W").assign(0);
        network.applyConstraints(0, 0);
        assertThat(network.getParam("0_W").norm1Number().doubleValue()).isZero();
    }

    /** sigma is 2, in a block that the row of largest norm, of sigma 1.45, is orthogonal to. */
    @Test
    void aBlockOrthogonalToTheLargestRowIsLimited() {
        INDArray matrix =
                Nd4j.createFromArray(new double[][] {{1.45, 0, 0, 0}, {0, 1, 1, 0}, {0, 1, 1, 0}, {0, 0, 0, 0.1}});
        MultiLayerNetwork network = network(
                new MaxSpectralNorm(1),
                InputType.feedForward(4),
                new DenseLayer.Builder().nOut(4).build());
        network.getParam("0_W").assign(matrix);
        network.applyConstraints(0, 0);
        assertWithin("scaled", 1e-9, network.getParam("0_W"), matrix.mul(0.5));
    }

    @Test
    void workersOfAParallelWrapperKeepToTheConstraint() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .constrainWeights(new MaxNorm(0.5))
                .list(
                        new DenseLayer.Builder().nOut(3).build(),
                        new OutputLayer.Builder()
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build())
                .setInputType(FLAT)
                .build());
        network.init();
        DataSet batch = new DataSet(Nd4j.rand(2, 3), Nd4j.eye(2));
        ParallelWrapper wrapper = new ParallelWrapper.Builder<>(network)
                .workers(2)
                .averagingFrequency(1)
                .prefetchBuffer(0)
                .build();
        wrapper.fit(new ListDataSetIterator<>(Collections.nCopies(4, batch), 2));
        wrapper.shutdown();
        assertThat(network.getParam("0_W").norm2(0).maxNumber().doubleValue()).isLessThan(0.5 + 1e-6);
        assertThat(network.getParam("1_W").norm2(0).maxNumber().doubleValue()).isLessThan(0.5 + 1e-6);
    }

    @Test
    void aLayerOfUnknownUnitsIsRefused() {
        Layer capsules = new CapsuleLayer.Builder(2, 3, 1)
                .name("capsules")
                .inputShape(3, 4)
                .build();
        MultiLayerNetwork network = network(new MaxNorm(1), InputType.recurrent(3, 4), capsules);
        assertThatThrownBy(() -> network.applyConstraints(0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("parameter weight of layer capsules")
                .hasMessageContaining("CapsuleLayer");
    }
}
