package io.github.dl4jregularizers.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.contract.Contract;
import io.github.dl4jregularizers.contract.Input;
import io.github.dl4jregularizers.contract.LayerCase;
import io.github.dl4jregularizers.contract.LayerProperty;
import io.github.dl4jregularizers.contract.LossCase;
import io.github.dl4jregularizers.contract.LossCase.Labels;
import io.github.dl4jregularizers.contract.LossProperty;
import io.github.dl4jregularizers.contract.UpdaterCase;
import io.github.dl4jregularizers.contract.UpdaterProperty;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;
import org.opentest4j.TestAbortedException;

/** Layers, a loss and an updater that are not of this library, tested through the public methods of the test kit. */
class ForeignClassesTest {

    private static final String ACCEPTS_ALL = "a class of DL4J, which refuses few arguments";

    private static final double[] WEIGHTS = {1, 2, 3};

    @Test
    void aDenseLayerOfDl4jPasses() {
        LayerCase row = LayerCase.layer("Dense", Input.FEED_FORWARD, format -> dense(true))
                .reference(
                        (input, parameters) -> input.mmul(parameters.get("W")).addRowVector(parameters.get("b")))
                .unlike(() -> dense(false))
                .skip(LayerProperty.BAD_ARGUMENTS_ARE_NAMED, ACCEPTS_ALL);
        assertThat(failing(Contract.tests(row))).isEmpty();
    }

    private static DenseLayer dense(boolean bias) {
        return new DenseLayer.Builder()
                .nIn(Input.SIZE)
                .nOut(Input.SIZE)
                .hasBias(bias)
                .activation(Activation.IDENTITY)
                .build();
    }

    @Test
    void aMultiplicationOfDl4jPasses() {
        LayerCase row = LayerCase.layer(
                        "ElementWiseMultiplication", Input.FEED_FORWARD, format -> multiplication(Activation.CUBE))
                .reference((input, parameters) -> {
                    var product = input.mulRowVector(parameters.get("W")).addRowVector(parameters.get("b"));
                    return product.mul(product).mul(product);
                })
                .unlike(() -> multiplication(Activation.IDENTITY))
                .skip(LayerProperty.BAD_ARGUMENTS_ARE_NAMED, ACCEPTS_ALL);
        assertThat(failing(Contract.tests(row))).isEmpty();
    }

    private static Layer multiplication(Activation activation) {
        return new ElementWiseMultiplicationLayer.Builder()
                .nIn(Input.SIZE)
                .nOut(Input.SIZE)
                .activation(activation)
                .build();
    }

    @Test
    void aLayerOfAUserPasses() {
        assertThat(failing(Contract.tests(doubling(2)))).isEmpty();
    }

    @Test
    void aWrongGradientIsFound() {
        assertThat(failing(Contract.tests(doubling(1))))
                .containsExactly(LayerProperty.FROZEN_WITH_BACKPROP.name(), LayerProperty.GRADIENT_IS_EXACT.name());
    }

    private static LayerCase doubling(double backward) {
        return LayerCase.layer("Doubling", Input.FEED_FORWARD, format -> new DoublingLayer(backward))
                .reference((input, parameters) -> input.mul(2))
                .unlike(() -> new DoublingLayer(3))
                .skip(LayerProperty.BAD_ARGUMENTS_ARE_NAMED, "every factor is allowed");
    }

    @Test
    void aLossOfDl4jFailsWhereItsFormulaDiffers() {
        LossCase mean = loss((labels, outputs) -> squares(labels, outputs, Input.CLASSES));
        LossCase sum = loss((labels, outputs) -> squares(labels, outputs, 1));
        assertThat(failing(Contract.tests(mean))).isEmpty();
        assertThat(failing(Contract.tests(sum))).containsExactly(LossProperty.SCORE_IS_EXACT.name());
    }

    private static LossCase loss(LossCase.RowLoss reference) {
        return new LossCase("MSE", Activation.IDENTITY, Labels.REAL_NUMBERS, () -> weighted(WEIGHTS))
                .reference(reference)
                .allowingOutputMasks()
                .unlike(() -> weighted(3, 2, 1))
                .skip(LossProperty.SHAPES_ARE_CHECKED, ACCEPTS_ALL)
                .skip(LossProperty.BAD_ARGUMENTS_ARE_NAMED, ACCEPTS_ALL);
    }

    private static LossMSE weighted(double... weights) {
        return new LossMSE(Nd4j.createFromArray(weights));
    }

    private static double[] squares(double[] labels, double[] outputs, int divisor) {
        double[] terms = new double[labels.length];
        for (int k = 0; k < terms.length; k++) {
            terms[k] = WEIGHTS[k] * (labels[k] - outputs[k]) * (labels[k] - outputs[k]) / divisor;
        }
        return terms;
    }

    @Test
    void anUpdaterOfDl4jPasses() {
        UpdaterCase row = UpdaterCase.updater("Nesterovs", () -> new Nesterovs(0.01, 0.8), null)
                .unlike(() -> new Nesterovs(0.01, 0.7))
                .skip(UpdaterProperty.EQUALS_TORCH, "DL4J's momentum is another formula")
                .skip(UpdaterProperty.BAD_ARGUMENTS_ARE_NAMED, ACCEPTS_ALL);
        assertThat(failing(Contract.tests(row))).isEmpty();
    }

    /** Every property is a test, also a skipped one. */
    @Test
    void everyPropertyIsATest() {
        Set<String> names = Contract.tests(doubling(2))
                .map(test -> property(test.getDisplayName()))
                .collect(Collectors.toSet());
        assertThat(names)
                .contains("GRADIENT_IS_EXACT", "BAD_ARGUMENTS_ARE_NAMED", "HALF_PRECISION", "PARALLEL_WRAPPER");
    }

    private static Set<String> failing(Stream<DynamicTest> tests) {
        Set<String> failing = new TreeSet<>();
        tests.forEach(test -> {
            try {
                test.getExecutable().execute();
            } catch (TestAbortedException skipped) {
                assertThat(skipped).hasMessageContaining(" ");
            } catch (Throwable failure) {
                assertThat(failure).hasMessageStartingWith("[" + property(test.getDisplayName()) + "]");
                failing.add(property(test.getDisplayName()));
            }
        });
        return failing;
    }

    private static String property(String test) {
        return test.substring(test.lastIndexOf(": ") + 2);
    }
}
