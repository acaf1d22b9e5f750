package io.github.dl4jregularizers.spark;

import static io.github.dl4jregularizers.spark.Training.values;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.ConfigurationChange;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/** Every configuration class trains on Spark as locally, and two workers repeat. */
@SparkTest
class EveryClassTest {

    private static final EveryClass TABLE = EveryClass.table();

    static Stream<Arguments> classes() {
        return TABLE.networks().entrySet().stream()
                .map(entry -> Arguments.of(entry.getKey().getSimpleName(), entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("classes")
    void oneWorkerEqualsLocalTrainingAndTwoRepeat(String name, Class<?> type, Supplier<Model> network) {
        List<DataSet> batches = Training.batches(2, TABLE.exampleShape(type));
        Model local = network.get();
        Training.locally(local, batches, 1);
        Model distributed = network.get();
        Training.onSpark(Sparks.local(), distributed, Training.master(1, 2).build(), batches, 1, 1);
        assertThat(values(distributed)).isEqualTo(values(local)).isNotEqualTo(values(network.get()));
        Model first = network.get();
        Model second = network.get();
        Training.onSpark(Sparks.local(), first, Training.master(2, 1).build(), batches, 2, 1);
        Training.onSpark(Sparks.local(), second, Training.master(2, 1).build(), batches, 2, 1);
        assertThat(values(second)).isEqualTo(values(first));
    }

    @Test
    void theTableIsComplete() throws Exception {
        Set<String> missing = configurationClasses();
        assertThat(missing).hasSizeGreaterThan(30);
        TABLE.networks().keySet().forEach(type -> missing.remove(type.getSimpleName()));
        assertThat(missing).isEmpty();
    }

    private static Set<String> configurationClasses() throws Exception {
        return LibraryClasses.all().stream()
                .filter(type -> type.getName()
                        .matches(".*\\.(dropout|weightnoise|residual|variational|attention|loss|penalty|constraint"
                                + "|optimizer)\\.[A-Za-z0-9]+"))
                .filter(EveryClassTest::isConfiguration)
                .map(Class::getSimpleName)
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static boolean isConfiguration(Class<?> type) {
        int modifiers = type.getModifiers();
        return Modifier.isPublic(modifiers)
                && !Modifier.isAbstract(modifiers)
                && Stream.of(
                                Layer.class,
                                IDropout.class,
                                GraphVertex.class,
                                ILossFunction.class,
                                LayerConstraint.class,
                                ConfigurationChange.class)
                        .anyMatch(kind -> kind.isAssignableFrom(type));
    }
}
