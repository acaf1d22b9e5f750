package io.github.dl4jregularizers.examples.recipe;

import static io.github.dl4jregularizers.contract.ArrayAssertions.assertWithin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.examples.data.ImageSet;
import io.github.dl4jregularizers.examples.network.Networks;
import io.github.dl4jregularizers.examples.training.TrainingOptions;
import io.github.dl4jregularizers.optimizer.DecayReport;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.schedule.FixedSchedule;

/** Recipes with another optimizer than Adam. */
class OptimizerTest {

    private static final double LEARNING_RATE = 0.01;
    private static final double MOMENTUM = 0.9;
    private static final double DECAY = 0.5;

    private static ComputationGraph network(String recipe, Optimizer optimizer, double weightDecay) {
        ImageSet images = new ImageSet(new byte[3 * 32 * 32], new int[1], List.of("a", "b"));
        TrainingPlan plan = new TrainingPlan(
                TrainingOptions.builder().seed(1).build(),
                images,
                new FixedSchedule(LEARNING_RATE),
                optimizer,
                weightDecay);
        return (ComputationGraph)
                Networks.build("resnet8", Recipes.byName(recipe).network(plan));
    }

    @Test
    void sgdHasNesterovsMomentum() {
        ComputationGraph network = network("baseline", Optimizer.SGD, 0);
        assertThat(network.getLayer("stages1-3").getConfig().getUpdaterByParam("layer0.W"))
                .isEqualTo(new Nesterovs(new FixedSchedule(LEARNING_RATE), MOMENTUM));
        assertThat(network.getLayer("stages1-3").getConfig().getUpdaterByParam("layer3.body0.W"))
                .isEqualTo(new Nesterovs(new FixedSchedule(LEARNING_RATE), MOMENTUM));
    }

    @Test
    void everyWeightDecaysOnceAndNothingElse() {
        List<DecayReport.Entry> decayed =
                DecayReport.of(network("stochastic-depth", Optimizer.SGD, DECAY).getConfiguration()).entries().stream()
                        .filter(parameter -> !parameter.penalties().isEmpty())
                        .collect(Collectors.toList());
        assertThat(decayed)
                .extracting(DecayReport.Entry::parameterName)
                .containsExactlyInAnyOrder(
                        "layer0.W",
                        "layer3.body0.W",
                        "layer3.body3.W",
                        "layer4.body0.W",
                        "layer4.body3.W",
                        "layer5.body0.W",
                        "layer5.body3.W",
                        "W");
        assertThat(decayed)
                .allMatch(parameter -> parameter.penalties().equals(List.of(new L2Regularization(DECAY)))
                        && parameter.decays().isEmpty());
    }

    /** The first step is - lr (1 + momentum) (gradient + decay w), whatever the size of the batch. */
    @Test
    void aStepOfSgdDecaysTheWeightsByTheLearningRate() {
        ComputationGraph plain = network("baseline", Optimizer.SGD, 0);
        ComputationGraph decaying = network("baseline", Optimizer.SGD, DECAY);
        DataSet batch =
                new DataSet(Nd4j.rand(DataType.FLOAT, 4, 3, 32, 32), Nd4j.eye(2).repeat(0, 2));
        INDArray before = plain.paramTable().get("stages1-3_layer4.body0.W").dup();
        plain.fit(batch);
        decaying.fit(batch);
        INDArray difference = decaying.paramTable()
                .get("stages1-3_layer4.body0.W")
                .sub(plain.paramTable().get("stages1-3_layer4.body0.W"));
        INDArray expected = before.mul(-LEARNING_RATE * (1 + MOMENTUM) * DECAY);
        assertWithin("what decay adds to the step", 1e-6, difference, expected);
        assertThat(decaying.paramTable().get("stages1-3_layer4.body1.gamma"))
                .isEqualTo(plain.paramTable().get("stages1-3_layer4.body1.gamma"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"adamw", "label-smoothing-adamw", "adam-l2", "sensible"})
    void whatIsForAdamIsRefusedWithSgd(String recipe) {
        assertThatThrownBy(() -> network(recipe, Optimizer.SGD, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("optimizer with recipe " + recipe + " must be adam, but was sgd");
    }

    @Test
    void weightDecayIsNotForAdam() {
        assertThatThrownBy(() -> network("baseline", Optimizer.ADAM, DECAY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("weightDecay with Adam", "0.5");
        assertThatThrownBy(() -> network("baseline", Optimizer.SGD, -1)).hasMessageContainingAll("weightDecay", ">= 0");
    }
}
