package io.github.dl4jregularizers.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.benchmark.NeutralPathNetwork.Part;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

class NeutralPathBenchmarkTest {

    @Test
    void theTableShowsMultiplesOfDl4j() {
        String table = NeutralPathBenchmark.table("PATH ND4J operations\nSTEP dl4j 20.0\nSTEP all 25.0\n");
        assertThat(table.lines())
                .anyMatch(line -> line.matches("dl4j +20\\.0 +1\\.00x"))
                .anyMatch(line -> line.matches("all +25\\.0 +1\\.25x"));
    }

    @Test
    void anotherPathIsNotMeasured() {
        assertThatThrownBy(() -> NeutralPathBenchmark.table("PATH host memory\nSTEP dl4j 20.0\n"))
                .hasMessageContaining("not in use");
    }

    /** The parts replace layers of equal parameters: what differs is the regularizer. */
    @Test
    void allVariantsHaveTheSameParameters() {
        Model plain = NeutralPathNetwork.of();
        for (Part part : Part.values()) {
            assertThat(NeutralPathNetwork.of(part).numParams()).as(part.name()).isEqualTo(plain.numParams());
        }
    }

    @Test
    @DisabledIfSystemProperty(named = "fake.device", matches = "true", disabledReason = "measures in its own process")
    void theProcessMeasuresEveryVariant() throws Exception {
        List<String> process =
                MeasuredProcess.java(List.of("-Ddl4j.regularizers.cpu=false"), NeutralPathProcess.class, "2", "1");
        String table = NeutralPathBenchmark.table(MeasuredProcess.run(process, 1));
        assertThat(table.lines()).hasSize(2 + Part.values().length + 1);
    }
}
