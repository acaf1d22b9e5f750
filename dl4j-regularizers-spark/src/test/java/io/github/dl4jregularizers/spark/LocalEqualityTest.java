package io.github.dl4jregularizers.spark;

import static io.github.dl4jregularizers.spark.Training.values;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.dataset.DataSet;

/** Every family: one worker equals local training, two workers draw different noise and repeat. */
@SparkTest
class LocalEqualityTest {

    static Stream<Arguments> families() {
        return Networks.families().entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("families")
    void oneWorkerEqualsLocalTraining(String family, Supplier<Model> network) {
        List<DataSet> batches = Training.batches(3, Networks.exampleShape(family));
        Model local = network.get();
        Model distributed = network.get();
        assertThat(values(distributed)).isEqualTo(values(local));
        Training.locally(local, batches, 2);
        Training.onSpark(Sparks.local(), distributed, Training.master(1, 3).build(), batches, 1, 2);
        assertThat(values(distributed)).isEqualTo(values(local));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("families")
    void twoWorkersRepeat(String family, Supplier<Model> network) {
        List<DataSet> batches = Training.batches(4, Networks.exampleShape(family));
        Model first = network.get();
        Model second = network.get();
        Training.onSpark(Sparks.local(), first, Training.master(2, 1).build(), batches, 2, 1);
        Training.onSpark(Sparks.local(), second, Training.master(2, 1).build(), batches, 2, 1);
        assertThat(values(second)).isEqualTo(values(first));
        assertThat(values(first)).isNotEqualTo(values(network.get()));
    }
}
