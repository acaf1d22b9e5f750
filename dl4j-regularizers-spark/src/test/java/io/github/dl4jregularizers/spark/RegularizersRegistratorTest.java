package io.github.dl4jregularizers.spark;

import static io.github.dl4jregularizers.spark.Training.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.github.dl4jregularizers.calibration.CalibrationEvaluation;
import io.github.dl4jregularizers.calibration.TemperatureScaling;
import io.github.dl4jregularizers.ensemble.Ensemble;
import io.github.dl4jregularizers.inference.OutputKind;
import io.github.dl4jregularizers.inference.PredictiveDistribution;
import io.github.dl4jregularizers.optimizer.AdamW;
import io.github.dl4jregularizers.optimizer.GradientClipping;
import java.io.Serializable;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.evaluation.IEvaluation;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.evaluation.classification.ROC;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Objects through Spark's Kryo serializer and back. */
@SparkTest
class RegularizersRegistratorTest {

    private static final INDArray PROBABILITIES = Nd4j.createFromArray(new double[][] {{0.7, 0.3}, {0.4, 0.6}});

    private static <T> Arguments row(String name, T subject, Function<T, ?> use) {
        return Arguments.of(name, subject, use);
    }

    private static <E extends IEvaluation<E>> E evaluated(E evaluation) {
        evaluation.eval(Nd4j.eye(2).castTo(PROBABILITIES.dataType()), PROBABILITIES);
        return evaluation;
    }

    private static DataSet labeled() {
        DataSet batch = new DataSet(PROBABILITIES, PROBABILITIES);
        batch.setLabelNames(List.of("cat", "dog"));
        return batch;
    }

    static Stream<Arguments> objects() {
        MultiLayerNetwork residual =
                (MultiLayerNetwork) Networks.families().get("image residual").get();
        ComputationGraph graph =
                (ComputationGraph) Networks.families().get("drop path").get();
        NetBroadcastTuple tuple = new NetBroadcastTuple(
                residual.getLayerWiseConfigurations(),
                residual.params(),
                residual.getUpdater().getStateViewArray());
        return Stream.of(
                row("array", PROBABILITIES.dup(), one -> one),
                row("view", PROBABILITIES.getColumn(1), one -> one),
                row("batch", new DataSet(PROBABILITIES, PROBABILITIES), DataSet::getLabels),
                row("label names", labeled(), DataSet::getLabelNamesList),
                row("evaluation", evaluated(new Evaluation()), one -> one.accuracy()),
                row("ROC", evaluated(new ROC(10)), one -> one.calculateAUC()),
                row("calibration", evaluated(new CalibrationEvaluation(5)), one -> one.stats()),
                row("list of", List.of(1, 2, 3), one -> one),
                row("set of", Set.of(1, 2, 3), one -> one),
                row("map of", Map.of(1, 2), one -> one),
                row("unmodifiable set", Collections.unmodifiableSet(Set.of(1)), one -> one),
                row("unmodifiable map", Collections.unmodifiableMap(Map.of(1, 2)), one -> one),
                row("residual network", tuple, one -> one.getConfiguration().toJson() + one.getParameters()),
                row("graph", graph.getConfiguration(), one -> one.toJson()),
                row(
                        "distribution",
                        PredictiveDistribution.of(OutputKind.CLASSES, PROBABILITIES, PROBABILITIES),
                        one -> one.mean()),
                row("temperature", TemperatureScaling.of(1.5), one -> one.apply(PROBABILITIES)),
                row("ensemble", Ensemble.of(residual), one -> one.predict(Nd4j.ones(1, 1, 6, 6))),
                row("AdamW", AdamW.builder().build(), Object::toString),
                row("clipping", GradientClipping.byValue(2), Object::toString));
    }

    private static KryoSerializer serializer() {
        return new KryoSerializer(Sparks.withKryo(Sparks.configuration("local[2]")));
    }

    private static <T> T copy(T subject) {
        SerializerInstance kryo = serializer().newInstance();
        ClassTag<T> tag = ClassTag$.MODULE$.apply(subject.getClass());
        T copy = kryo.deserialize(kryo.serialize(subject, tag), tag);
        assertThat(copy).isNotSameAs(subject);
        return copy;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("objects")
    <T> void theCopyServesAsTheOriginal(String name, T subject, Function<T, ?> use) {
        assertThat(use.apply(copy(subject))).isEqualTo(use.apply(subject));
    }

    /** The copy trains: transient parts are there again. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("io.github.dl4jregularizers.spark.EveryClassTest#classes")
    void everyConfigurationTrainsAsItsOriginal(String name, Class<?> type, Supplier<Model> network) {
        List<DataSet> batches = Training.batches(2, EveryClass.table().exampleShape(type));
        Model original = network.get();
        Model other = network.get();
        Model copied;
        if (original instanceof MultiLayerNetwork) {
            MultiLayerConfiguration conf = ((MultiLayerNetwork) other).getLayerWiseConfigurations();
            MultiLayerConfiguration copy = copy(conf);
            assertThat(copy).isEqualTo(conf);
            copied = new MultiLayerNetwork(copy);
        } else {
            ComputationGraphConfiguration conf = ((ComputationGraph) other).getConfiguration();
            ComputationGraphConfiguration copy = copy(conf);
            assertThat(copy).isEqualTo(conf);
            copied = new ComputationGraph(copy);
        }
        copied.init();
        copied.setParams(copy(original.params()));
        Training.locally(original, batches, 1);
        Training.locally(copied, batches, 1);
        assertThat(values(copied)).isEqualTo(values(original));
    }

    /** So that the contract of Java serialization, which has a row per class, holds for Kryo. */
    @Test
    void everySerializableClassOfTheLibraryGoesThroughJavaSerialization() throws Exception {
        Kryo kryo = serializer().newKryo();
        List<Class<?>> serializable = LibraryClasses.all().stream()
                .filter(Serializable.class::isAssignableFrom)
                .filter(type -> !type.isEnum() && !type.isInterface() && !Modifier.isAbstract(type.getModifiers()))
                .filter(type -> !type.isSynthetic() && !type.isAnonymousClass())
                .collect(Collectors.toList());
        assertThat(serializable).hasSizeGreaterThan(150);
        for (Class<?> type : serializable) {
            assertThat(kryo.getSerializer(type)).as(type.getName()).isInstanceOf(JavaSerializer.class);
        }
    }
}
