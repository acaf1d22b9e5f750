package io.github.dl4jregularizers.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.examples.data.ImageSet;
import io.github.dl4jregularizers.examples.network.Networks;
import io.github.dl4jregularizers.examples.recipe.Recipe;
import io.github.dl4jregularizers.examples.recipe.Recipes;
import io.github.dl4jregularizers.examples.recipe.TrainingPlan;
import io.github.dl4jregularizers.examples.training.TrainingOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.zoo.model.AlexNet;
import org.deeplearning4j.zoo.model.Darknet19;
import org.deeplearning4j.zoo.model.FaceNetNN4Small2;
import org.deeplearning4j.zoo.model.LeNet;
import org.deeplearning4j.zoo.model.ResNet50;
import org.deeplearning4j.zoo.model.SimpleCNN;
import org.deeplearning4j.zoo.model.SqueezeNet;
import org.deeplearning4j.zoo.model.TextGenerationLSTM;
import org.deeplearning4j.zoo.model.TinyYOLO;
import org.deeplearning4j.zoo.model.UNet;
import org.deeplearning4j.zoo.model.VGG16;
import org.deeplearning4j.zoo.model.VGG19;
import org.deeplearning4j.zoo.model.Xception;
import org.deeplearning4j.zoo.model.YOLO2;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.schedule.FixedSchedule;

/** The audit of a correct configuration is empty, and that of a defective one lists its defects only. */
class CleanConfigurationsTest {

    /** DL4J's own defects in its models: they clip the gradients of all layers, BatchNorm included. */
    private static final Map<String, Set<String>> KNOWN =
            Map.of("TinyYOLO", Set.of("clipped-batch-norm"), "YOLO2", Set.of("clipped-batch-norm"));

    /** Networks of the recipes that cannot be added to the cnn. */
    private static final Map<String, String> REQUIRED_NETWORKS =
            Map.of("stochastic-depth", "resnet8", "droppath", "resnet8", "attention-dropout", "attention");

    /**
     * Without NASNet, which DL4J cannot build, and InceptionResNetV1, whose configuration comes with all its
     * parameters.
     */
    private static Map<String, Supplier<?>> zoo() {
        Map<String, Supplier<?>> models = new LinkedHashMap<>();
        models.put("AlexNet", () -> AlexNet.builder().build().conf());
        models.put("Darknet19", () -> Darknet19.builder().build().conf());
        models.put("FaceNetNN4Small2", () -> FaceNetNN4Small2.builder().build().conf());
        models.put("LeNet", () -> LeNet.builder().build().conf());
        models.put("ResNet50", () -> ResNet50.builder().build().graphBuilder().build());
        models.put("SimpleCNN", () -> SimpleCNN.builder().build().conf());
        models.put("SqueezeNet", () -> graph(SqueezeNet.builder().build().graphBuilder()));
        models.put("TextGenerationLSTM", () -> TextGenerationLSTM.builder()
                .inputShape(new int[] {50, 50})
                .build()
                .conf());
        models.put("TinyYOLO", () -> TinyYOLO.builder().build().conf());
        models.put("UNet", () -> graph(UNet.builder().build().graphBuilder()));
        models.put("VGG16", () -> VGG16.builder().build().conf());
        models.put("VGG19", () -> VGG19.builder().build().conf());
        models.put("Xception", () -> graph(Xception.builder().build().graphBuilder()));
        models.put("YOLO2", () -> YOLO2.builder().build().conf());
        return models;
    }

    private static ComputationGraphConfiguration graph(ComputationGraphConfiguration.GraphBuilder builder) {
        return builder.addInputs("input")
                .setInputTypes(InputType.convolutional(224, 224, 3))
                .build();
    }

    static Set<String> zooModels() {
        return zoo().keySet();
    }

    @ParameterizedTest
    @MethodSource("zooModels")
    void modelsOfTheZoo(String model) {
        assertThat(defects(RuleCase.audit(zoo().get(model).get()))).isEqualTo(KNOWN.getOrDefault(model, Set.of()));
    }

    static List<Recipe> recipes() {
        return Recipes.all();
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void recipesOfTheExamples(Recipe recipe) {
        String model = REQUIRED_NETWORKS.getOrDefault(recipe.name(), "cnn");
        Model network = Networks.build(model, recipe.network(plan()));

        assertThat(defects(RegularizationAudit.of(network))).isEmpty();
    }

    private static TrainingPlan plan() {
        ImageSet images = new ImageSet(new byte[20 * 3 * 32 * 32], new int[20], List.of("a", "b", "c", "d"));
        TrainingOptions training =
                TrainingOptions.builder().epochs(4).batchSize(5).seed(1).build();
        return new TrainingPlan(training, images, new FixedSchedule(0.01));
    }

    @Test
    void theCommonRecipeForAdamIsQuestionable() {
        Model network = Networks.build("cnn", Recipes.byName("adam-l2").network(plan()));

        assertThat(RegularizationAudit.of(network)).extracting(Finding::rule).containsOnly("l2-with-adam");
    }

    private static Set<String> defects(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.severity() != Severity.QUESTIONABLE)
                .map(Finding::rule)
                .collect(Collectors.toSet());
    }
}
