package io.github.dl4jregularizers.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.audit.LayerView;
import io.github.dl4jregularizers.audit.NetworkView;
import io.github.dl4jregularizers.audit.Repair;
import io.github.dl4jregularizers.audit.Report;
import io.github.dl4jregularizers.audit.Rule;
import io.github.dl4jregularizers.augment.Augmentation;
import io.github.dl4jregularizers.augment.TestTimeAugmentation;
import io.github.dl4jregularizers.averaging.ExponentialMovingAverage;
import io.github.dl4jregularizers.averaging.ModelSoup;
import io.github.dl4jregularizers.averaging.SmallNetworks;
import io.github.dl4jregularizers.bayes.LastLayerLaplace;
import io.github.dl4jregularizers.earlystopping.AveragedWeights;
import io.github.dl4jregularizers.earlystopping.FullDataTraining;
import io.github.dl4jregularizers.earlystopping.ValidationScore;
import io.github.dl4jregularizers.ensemble.EnsembleTrainer;
import io.github.dl4jregularizers.inference.MonteCarloDropoutListener;
import io.github.dl4jregularizers.internal.ListOfBatches;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import io.github.dl4jregularizers.loss.SampleWeightedLoss;
import io.github.dl4jregularizers.noise.BackendNoise;
import io.github.dl4jregularizers.optimizer.EntropySgd;
import io.github.dl4jregularizers.optimizer.GradientAccumulation;
import io.github.dl4jregularizers.parallel.ParallelTraining;
import io.github.dl4jregularizers.semisupervised.FixMatch;
import io.github.dl4jregularizers.semisupervised.MeanTeacher;
import io.github.dl4jregularizers.semisupervised.PseudoLabels;
import io.github.dl4jregularizers.transfer.TeacherLabels;
import io.github.dl4jregularizers.variational.CompactNetwork;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;

/**
 * Objects that a user passes to Spark go through {@code ObjectOutputStream}, and behave like the original. The
 * contracts test configurations, {@link ListenerSerializationTest} listeners, {@code AugmentationTest} augmentations.
 */
class JavaSerializationTest {

    private static final Map<Class<?>, String> NOT_SERIALIZABLE = new LinkedHashMap<>(Map.ofEntries(
            Map.entry(MonteCarloDropoutListener.class, "has a MonteCarloDropout"),
            Map.entry(
                    TestTimeAugmentation.class, "calls the network through a function: create it where the network is"),
            Map.entry(AveragedWeights.class, "ties a listener of the local trainer to its score and saver"),
            Map.entry(Repair.class, "has a configuration of any type, a string included; the configuration is sent"),
            Map.entry(Report.class, "collects findings during an audit; the findings are serializable"),
            Map.entry(ParallelTraining.class, "trains in threads of this JVM"),
            Map.entry(NetworkView.class, "what an audit sees of a configuration, during the audit"),
            Map.entry(LayerView.class, "what an audit sees of a layer, during the audit"),
            Map.entry(EnsembleTrainer.class, "trains members here: send the networks or the ensemble"),
            Map.entry(FullDataTraining.class, "runs a training here, with a function of the caller"),
            Map.entry(CompactNetwork.class, "the result of a conversion: send its network"),
            Map.entry(ModelSoup.class, "the result of a selection: send its network"),
            Map.entry(EntropySgd.class, "runs a training here: create it where the network is"),
            Map.entry(GradientAccumulation.class, "runs a training here: create it where the network is"),
            Map.entry(LastLayerLaplace.class, "has the network that it was fitted to: fit where the network is")));

    static Stream<Arguments> uses() {
        return SerializationUses.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("uses")
    <T> void theCopyServesAsTheOriginal(String name, T subject, Function<T, ?> use) {
        T copy = JavaSerialization.copy(subject);
        assertThat(use.apply(copy)).isEqualTo(use.apply(subject));
    }

    @Test
    void aCopyOfBackendNoiseIsTheInstance() {
        assertThat(JavaSerialization.copy(BackendNoise.INSTANCE)).isSameAs(BackendNoise.INSTANCE);
    }

    @Test
    void aValidationScoreWithoutItsDataIsRefused() {
        ValidationScore<MultiLayerNetwork> copy =
                JavaSerialization.copy(ValidationScore.accuracy(SerializationUses.batches()));
        assertThat(copy.minimizeScore()).isFalse();
        assertThatThrownBy(() -> copy.calculateScore(SmallNetworks.stack()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no data");
    }

    private static boolean isTiedToANetwork(Class<?> type) {
        return List.of(FixMatch.class, MeanTeacher.class, PseudoLabels.class, TeacherLabels.class)
                .contains(type);
    }

    static Stream<Object> tiedToANetwork() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list(new OutputLayer.Builder(
                                new SampleWeightedLoss(new LabelSmoothingLoss(0), new LabelSmoothingLoss(0)))
                        .nIn(3)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        network.init();
        ExponentialMovingAverage average = new ExponentialMovingAverage(0.9);
        network.setListeners(average);
        ListOfBatches batches = SerializationUses.batches();
        return Stream.of(MeanTeacher.of(network, average, batches, batches, batch -> {}), TeacherLabels.of(network));
    }

    @ParameterizedTest
    @MethodSource("tiedToANetwork")
    void whatPredictsWithANetworkIsRefused(Object subject) throws Exception {
        try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            assertThatThrownBy(() -> out.writeObject(subject))
                    .isInstanceOf(NotSerializableException.class)
                    .hasMessageContainingAll(subject.getClass().getName(), "create it where the network is");
        }
    }

    /** The list names exactly the classes that are not serializable, each with a reason. */
    @Test
    void theListOfTheOthersIsComplete() {
        assertThat(objects().stream()
                        .filter(type -> !Serializable.class.isAssignableFrom(type))
                        .collect(Collectors.toSet()))
                .isEqualTo(NOT_SERIALIZABLE.keySet());
        assertThat(NOT_SERIALIZABLE.values()).allMatch(reason -> reason.length() > 20);
    }

    @Test
    void everySerializableClassIsUsed() {
        Set<Class<?>> untested = objects();
        untested.removeAll(NOT_SERIALIZABLE.keySet());
        untested.removeIf(Augmentation.class::isAssignableFrom);
        Stream.of(LayerTable.rows(), LossTable.rows(), UpdaterTable.rows())
                .flatMap(Collection::stream)
                .forEach(one -> untested.remove(one.subject().getClass()));
        uses().forEach(one -> untested.remove(one.get()[1].getClass()));
        ListenerSerializationTest.listeners().forEach(one -> untested.remove(one.get()[0].getClass()));
        untested.removeIf(JavaSerializationTest::isTiedToANetwork);
        assertThat(untested).containsExactly(ValidationScore.class);
    }

    /** Public classes with instances that a user keeps: no builders, enums, rules of the audit, or static helpers. */
    private static Set<Class<?>> objects() {
        return LibraryClasses.concrete(Object.class).stream()
                .filter(type -> Stream.of(".internal.", ".examples.", ".cpu.", ".spark.")
                        .noneMatch(type.getName()::contains))
                .filter(type -> !type.isEnum() && !Rule.class.isAssignableFrom(type))
                .filter(type -> !type.getSimpleName().equals("Builder") && hasInstances(type))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static boolean hasInstances(Class<?> type) {
        return Stream.of(type.getMethods())
                .anyMatch(method ->
                        method.getDeclaringClass() != Object.class && !Modifier.isStatic(method.getModifiers()));
    }
}
