package io.github.dl4jregularizers.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.constraint.MaxNorm;
import io.github.dl4jregularizers.constraint.MaxSpectralNorm;
import io.github.dl4jregularizers.internal.config.LayerTree;
import io.github.dl4jregularizers.noise.StepSeed;
import io.github.dl4jregularizers.optimizer.GradientClipping;
import io.github.dl4jregularizers.optimizer.SgdW;
import io.github.dl4jregularizers.penalty.ElasticNet;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.constraint.UnitNormConstraint;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Constraints and proximal penalties after averaging, and training masters that lose regularization. */
@SparkTest
class AveragedRegularizationTest {

    private static final double RATE = 0.5;
    private static final double L1 = 0.05;

    private static Layer dense(LayerConstraint... constraints) {
        return new DenseLayer.Builder().nOut(4).constrainWeights(constraints).build();
    }

    private static MultiLayerNetwork sgd(InputType input, Layer... layers) {
        return Networks.network(
                Networks.configuration(input, new LossMCXENT(), layers),
                SgdW.builder().learningRate(RATE).weightDecay(0).build());
    }

    private static MultiLayerNetwork sgd(Layer... layers) {
        return sgd(InputType.feedForward(5), layers);
    }

    private static MultiLayerNetwork sparse() {
        return Networks.network(
                Networks.configuration(InputType.feedForward(5), new LossMCXENT(), dense()),
                SgdW.builder().learningRate(RATE).weightDecay(0).build().andThen(new ElasticNet(L1, 0).proximal()));
    }

    private static INDArray weights(MultiLayerNetwork network) {
        return network.getParam("0_W");
    }

    /** prox of lr l1 |w| at the mean of the workers' weights. */
    @Test
    void aProximalStepFollowsTheAveraging() {
        List<DataSet> batches = Training.batches(2, 5);
        float[][] workers = new float[2][];
        for (int i = 0; i < 2; i++) {
            MultiLayerNetwork local = sparse();
            StepSeed.of(Training.SEED).forWorker(i).beforeStep(local);
            local.fit(batches.get(i));
            workers[i] = weights(local).dup().data().asFloat();
        }
        MultiLayerNetwork network = sparse();
        Training.onSpark(Sparks.local(), network, Training.master(2, 1).build(), batches, 2, 1);
        float[] actual = weights(network).dup().data().asFloat();
        int zeros = 0;
        int madeAgain = 0;
        for (int i = 0; i < actual.length; i++) {
            double mean = (workers[0][i] + (double) workers[1][i]) / 2;
            double expected = Math.signum(mean) * Math.max(0, Math.abs(mean) - RATE * L1);
            assertThat((double) actual[i]).isEqualTo(expected, within(1e-6));
            zeros += actual[i] == 0 ? 1 : 0;
            madeAgain += actual[i] == 0 && mean != 0 ? 1 : 0;
        }
        assertThat(zeros).isPositive();
        assertThat(madeAgain).as("zeros that averaging lost").isPositive();
    }

    @Test
    void constraintsFollowTheAveraging() {
        for (LayerConstraint constraint : List.of(new UnitNormConstraint(0), new MaxNorm(1))) {
            MultiLayerNetwork network = sgd(dense(constraint));
            weights(network).muli(20);
            Training.onSpark(Sparks.local(), network, Training.master(2, 1).build(), Training.batches(2, 5), 2, 1);
            for (double norm : weights(network).norm2(0).toDoubleVector()) {
                assertThat(norm).as("%s", constraint).isEqualTo(1, within(1e-5));
            }
        }
    }

    /** The driver's network never has an input; the average of allowed weights is allowed. */
    @Test
    void aConstraintOfTheOperatorNeedsNoInputOnTheDriver() {
        Layer convolution = new ConvolutionLayer.Builder(3, 3)
                .nOut(1)
                .convolutionMode(ConvolutionMode.Same)
                .constrainWeights(MaxSpectralNorm.ofOperator(0.5))
                .build();
        MultiLayerNetwork network = sgd(InputType.convolutional(6, 6, 1), convolution);
        INDArray weight = weights(network);
        weight.assign(Nd4j.ones(weight.shape()));
        Training.onSpark(Sparks.local(), network, Training.master(2, 1).build(), Training.batches(2, 1, 6, 6), 2, 1);
        double norm = weight.norm2Number().doubleValue();
        assertThat(norm).as("Frobenius norm, from 3").isLessThan(0.6).isPositive();
        List<LayerConstraint> left = LayerTree.of(network.getLayerWiseConfigurations()).nodes().stream()
                .filter(node -> node.config() instanceof ConvolutionLayer)
                .flatMap(node -> ((ConvolutionLayer) node.config()).getConstraints().stream())
                .collect(Collectors.toList());
        assertThat(left).hasSize(1);
    }

    private static TrainingMaster<?, ?> shared() {
        return (TrainingMaster<?, ?>) Proxy.newProxyInstance(
                AveragedRegularizationTest.class.getClassLoader(),
                new Class<?>[] {TrainingMaster.class},
                (proxy, method, arguments) -> null);
    }

    private static TrainingMaster<?, ?> stock() {
        return new ParameterAveragingTrainingMaster.Builder(2, 1).build();
    }

    @Test
    void sharedGradientsWithoutSupportAreRefusedByName() {
        MultiLayerNetwork decayed = Networks.sequence(dense());
        assertThatThrownBy(() -> SparkRequirements.check(decayed, shared()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("DecoupledWeightDecay(0.1 x learning rate")
                .hasMessageContaining("layer0");
        assertThatThrownBy(() -> SparkRequirements.check(sgd(dense(new MaxNorm(2))), shared()))
                .hasMessageContaining("MaxNorm(2.0) of layer layer0");
        assertThatThrownBy(() -> SparkRequirements.check(sparse(), shared()))
                .hasMessageContaining("ElasticNet(l1 0.05");
        MultiLayerNetwork clipped = sgd(dense());
        assertThatCode(() -> SparkRequirements.check(clipped, shared())).doesNotThrowAnyException();
        clipped.setListeners(GradientClipping.globalNorm(1));
        assertThatThrownBy(() -> SparkRequirements.check(clipped, shared())).hasMessageContaining("GradientClipping");
    }

    @Test
    void checkedTrainersAreMadeForWhatTheirMasterSupports() {
        MultiLayerNetwork plain = sgd(dense());
        assertThat(SparkRequirements.checked(Sparks.local(), plain, stock()).getNetwork())
                .isSameAs(plain);
        MultiLayerNetwork decayed = Networks.sequence(dense());
        assertThatThrownBy(() -> SparkRequirements.checked(Sparks.local(), decayed, shared()))
                .hasMessageContaining("DecoupledWeightDecay");
        ComputationGraph graph =
                (ComputationGraph) Networks.families().get("drop path").get();
        assertThat(SparkRequirements.checked(
                                Sparks.local(), graph, Training.master(2, 1).build())
                        .getNetwork())
                .isSameAs(graph);
        assertThatThrownBy(() -> SparkRequirements.checked(Sparks.local(), graph, shared()))
                .hasMessageContaining("DecoupledWeightDecay");
    }

    @Test
    void whatStockAveragingLosesIsRefusedByName() {
        assertThatThrownBy(() -> SparkRequirements.check(sparse(), stock())).hasMessageContaining("ElasticNet");
        MultiLayerNetwork clipped = sgd(dense(new MaxNorm(2)));
        assertThatCode(() -> SparkRequirements.check(clipped, stock())).doesNotThrowAnyException();
        clipped.setListeners(GradientClipping.globalNorm(1));
        assertThatThrownBy(() -> SparkRequirements.check(clipped, stock())).hasMessageContaining("GradientClipping");
        assertThatCode(() ->
                        SparkRequirements.check(clipped, Training.master(2, 1).build()))
                .doesNotThrowAnyException();
    }
}
