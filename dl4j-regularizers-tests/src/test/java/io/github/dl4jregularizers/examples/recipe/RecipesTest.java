package io.github.dl4jregularizers.examples.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.dropout.GaussianDropout;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.examples.data.ImageSet;
import io.github.dl4jregularizers.examples.network.NetworkOptions;
import io.github.dl4jregularizers.examples.network.Networks;
import io.github.dl4jregularizers.examples.network.Place;
import io.github.dl4jregularizers.examples.training.TrainingOptions;
import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.LayerTree;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import io.github.dl4jregularizers.optimizer.DecayReport;
import io.github.dl4jregularizers.residual.ResidualBlock;
import io.github.dl4jregularizers.variational.Sparsity;
import io.github.dl4jregularizers.variational.VariationalDense;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.NeuralNetwork;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.schedule.FixedSchedule;

class RecipesTest {

    private static final int IMAGES = 20;

    /** The words of the error for networks without the layer of a recipe, and these networks. */
    private static final Map<String, List<String>> REFUSED = Map.of(
            "sparse-variational", List.of("a hidden dense layer, such as cnn", "resnet8", "attention"),
            "adaptive-dropout", List.of("a hidden dense layer, such as cnn", "resnet8", "attention"),
            "attention-dropout", List.of("self-attention, such as attention", "cnn", "resnet8"),
            "stochastic-depth", List.of("residual blocks, such as resnet20", "cnn", "attention"),
            "droppath", List.of("residual blocks, such as resnet20", "cnn", "attention"));

    private static NetworkOptions options(String recipe) {
        return Recipes.byName(recipe).network(plan());
    }

    private static TrainingPlan plan() {
        ImageSet images = new ImageSet(new byte[IMAGES * 3 * 32 * 32], new int[IMAGES], List.of("a", "b", "c", "d"));
        TrainingOptions training =
                TrainingOptions.builder().epochs(4).batchSize(5).seed(1).build();
        return new TrainingPlan(training, images, new FixedSchedule(0.01));
    }

    private static MultiLayerConfiguration stack(String recipe) {
        return ((MultiLayerNetwork) Networks.build("cnn", options(recipe))).getLayerWiseConfigurations();
    }

    @Test
    void haveNamesAndDescriptionsThatFitIntoTheHelp() {
        assertThat(Recipes.names())
                .doesNotHaveDuplicates()
                .startsWith("baseline")
                .contains("sensible");
        assertThat(Recipes.all())
                .allSatisfy(recipe -> assertThat(recipe.description()).hasSizeBetween(10, 70))
                .allSatisfy(recipe -> assertThat(recipe.name()).matches("[a-z0-9]+(-[a-z0-9]+)*"));
    }

    @Test
    void unknownNameListsTheKnown() {
        assertThatThrownBy(() -> Recipes.byName("mixdown"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("recipe must be one of " + String.join(", ", Recipes.names()) + ", but was mixdown");
    }

    static List<Recipe> recipes() {
        return Recipes.all();
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void trainTheNetworksTheyAreFor(Recipe recipe) {
        DataSet batch = new DataSet(
                Nd4j.rand(DataType.FLOAT, 2, 3, 32, 32),
                Nd4j.createFromArray(new float[][] {{1, 0, 0, 0}, {0, 0, 1, 0}}));
        List<String> refused = REFUSED.getOrDefault(recipe.name(), List.of(""));
        for (String name : List.of("cnn", "resnet8", "attention")) {
            if (refused.contains(name)) {
                assertThatThrownBy(() -> Networks.build(name, options(recipe.name())))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("recipe " + recipe.name() + " needs a network with " + refused.get(0));
                continue;
            }
            NeuralNetwork network = (NeuralNetwork) Networks.build(name, options(recipe.name()));
            ((Model) network).setListeners(recipe.gradientListeners(plan()));

            network.fit(batch);

            double score = network instanceof ComputationGraph
                    ? ((ComputationGraph) network).score()
                    : ((MultiLayerNetwork) network).score();
            assertThat(score).as(name).isFinite().isPositive();
        }
    }

    @Test
    void dropRatesOfBlocksRiseWithDepth() {
        assertThat(dropRates("stochastic-depth")).containsExactly(0.5 / 3, 1.0 / 3, 0.5);
        assertThat(dropRates("droppath")).containsExactly(0, 0.1, 0.2);
        assertThat(dropRates("baseline")).containsExactly(0, 0, 0);
    }

    private static double[] dropRates(String recipe) {
        ComputationGraph network = (ComputationGraph) Networks.build("resnet8", options(recipe));
        return LayerTree.of(network.getConfiguration()).nodes().stream()
                .map(LayerNode::config)
                .filter(ResidualBlock.class::isInstance)
                .mapToDouble(block -> ((ResidualBlock) block).dropRate().at(0, 0))
                .toArray();
    }

    @Test
    void sparseVariationalReplacesTheHiddenDenseLayerOnly() {
        List<Layer> plain = layers("baseline");
        List<Layer> sparse = layers("sparse-variational");

        assertThat(sparse).hasSameSizeAs(plain);
        for (int i = 0; i < plain.size(); i++) {
            if (plain.get(i) instanceof DenseLayer) {
                DenseLayer dense = (DenseLayer) plain.get(i);
                VariationalDense variational = (VariationalDense) sparse.get(i);
                assertThat(variational.getNIn()).isEqualTo(dense.getNIn());
                assertThat(variational.getNOut()).isEqualTo(dense.getNOut());
                assertThat(variational.hasBias()).isEqualTo(dense.hasBias());
                assertThat(variational.getActivationFn()).isEqualTo(dense.getActivationFn());
                // 20 images, 4 epochs of 4 iterations, a quarter of them warm-up.
                assertThat(variational.toString()).contains(" / 20, warm-up 4 iterations");
            } else {
                assertThat(sparse.get(i)).isEqualTo(plain.get(i));
            }
        }
        assertThat(sparse).hasAtLeastOneElementOfType(VariationalDense.class);
    }

    @Test
    void l0GatesStandAfterEveryStage() {
        // 16, 32 and 64 feature maps.
        assertThat(Sparsity.of((MultiLayerNetwork) Networks.build("cnn", options("l0-gates")))
                        .prunable())
                .isEqualTo(112);
        assertThat(Sparsity.of((ComputationGraph) Networks.build("resnet8", options("l0-gates")))
                        .shareByLayer())
                .hasSize(3);
        assertThat(Sparsity.of((MultiLayerNetwork) Networks.build("cnn", options("dropout")))
                        .prunable())
                .isZero();
    }

    private static List<Layer> layers(String recipe) {
        return stack(recipe).getConfs().stream()
                .map(NeuralNetConfiguration::getLayer)
                .collect(Collectors.toList());
    }

    @Test
    void sparseVariationalIsRefusedWhereItWouldChangeNothing() {
        NetworkOptions sparse = options("sparse-variational");

        assertThatThrownBy(() -> Networks.build("resnet8", sparse))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("recipe sparse-variational needs a network with a hidden dense layer, such as cnn");
    }

    @Test
    void networksShareNoNoise() {
        NetworkOptions first = options("sensible");
        NetworkOptions second = options("sensible");

        assertThat(noise(first)).isInstanceOf(GaussianDropout.class).isNotSameAs(noise(second));
        assertThat(first.loss()).isNotSameAs(second.loss());
    }

    private static IDropout noise(NetworkOptions options) {
        return ((NoiseLayer) options.layer(Place.FEATURES).orElseThrow()).noise();
    }

    @Test
    void changeOnlyWhatTheySay() {
        assertThat(options("baseline").loss()).isEqualTo(new LossMCXENT());
        assertThat(options("baseline").layer(Place.FEATURES)).isEmpty();
        assertThat(options("label-smoothing").loss()).isEqualTo(new LabelSmoothingLoss(0.1));
        assertThat(Recipes.byName("augmentation").augmented()).isTrue();
        assertThat(Recipes.byName("baseline").augmented()).isFalse();
        assertThat(stack("augmentation").toJson()).isEqualTo(stack("baseline").toJson());
    }

    /** Weights ten times as large are back at the limit after a step, those inside blocks too. */
    @Test
    void maxNormConstrainsLayersInsideBlocks() {
        ComputationGraph network = (ComputationGraph) Networks.build("resnet8", options("max-norm"));
        network.params().muli(10);
        network.fit(new DataSet(
                Nd4j.rand(DataType.FLOAT, 2, 3, 32, 32),
                Nd4j.createFromArray(new float[][] {{1, 0, 0, 0}, {0, 0, 1, 0}})));
        for (String name : List.of("stages1-3_layer0.W", "stages1-3_layer4.body0.W")) {
            double largest =
                    network.paramTable().get(name).norm2(1, 2, 3).maxNumber().doubleValue();
            assertThat(largest).as(name).isBetween(2.99, 3.0001);
        }
    }

    @Test
    void snapshotsHaveCyclesOfTheLearningRate() {
        // 4 epochs of 4 iterations in 4 cycles.
        IUpdater updater = options("snapshots").updater();
        assertThat(updater.getLearningRate(4, 1))
                .isEqualTo(updater.getLearningRate(0, 0))
                .isEqualTo(0.01);
        assertThat(updater.getLearningRate(3, 0)).isLessThan(0.002);
    }

    @Test
    void adversariesMoveByLevelsOfTheImages() {
        byte[] pixels = new byte[IMAGES * 3 * 32 * 32];
        for (int i = 0; i < pixels.length; i += 2) {
            pixels[i] = (byte) 255;
        }
        ImageSet images = new ImageSet(pixels, new int[IMAGES], List.of("a", "b", "c", "d"));
        TrainingPlan plan = new TrainingPlan(TrainingOptions.builder().build(), images, new FixedSchedule(0.01));
        // Half of the values are 0, half 1: the deviation is 0.5.
        assertThat(plan.distance(255)).isCloseTo(2, within(1e-6));
    }

    @Test
    void adamwDecaysWeightsAndNothingElse() {
        List<DecayReport.Entry> parameters = DecayReport.of(stack("adamw")).entries();

        assertThat(names(parameters, DecayReport.Entry::decays))
                .containsOnly("W")
                .hasSize(5);
        assertThat(names(parameters, DecayReport.Entry::penalties)).isEmpty();
    }

    @Test
    void adamL2PenalizesWeightsAndNothingElse() {
        List<DecayReport.Entry> parameters = DecayReport.of(stack("adam-l2")).entries();

        assertThat(names(parameters, DecayReport.Entry::penalties))
                .containsOnly("W")
                .hasSize(5);
        assertThat(names(parameters, DecayReport.Entry::decays)).isEmpty();
    }

    private static List<String> names(
            List<DecayReport.Entry> parameters, Function<DecayReport.Entry, List<Regularization>> what) {
        return parameters.stream()
                .filter(parameter -> !what.apply(parameter).isEmpty())
                .map(DecayReport.Entry::parameterName)
                .collect(Collectors.toList());
    }
}
