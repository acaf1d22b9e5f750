package io.github.dl4jregularizers.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResultTableTest {

    private final ResultTable table = Runs.table();

    @Test
    void showsMeanAndDeviationOverTheSeeds() {
        // Standard deviation of two values: their distance divided by the square root of two.
        assertThat(table.text())
                .containsExactly(
                        "recipe    train accuracy  test accuracy         gap"
                                + "       test NLL    test ECE       time  seeds",
                        "                       %              %      points"
                                + "           nats           %    s/epoch",
                        "-".repeat(96),
                        "baseline     100.0 ± 0.0     65.0 ± 7.1  35.0 ± 7.1"
                                + "  1.500 ± 0.000  25.0 ± 0.0  4.0 ± 0.0      2",
                        "dropout       85.0 ± 7.1     74.0 ± 5.7  11.0 ± 1.4"
                                + "  1.500 ± 0.000  25.0 ± 0.0  4.0 ± 0.0      2");
    }

    @Test
    void showsPrunedWeightsWhereARecipeHasVariationalLayers() {
        List<String> text = Runs.sparseTable().text();

        assertThat(text.get(0).split(" {2,}")).endsWith("test ECE", "pruned", "time", "seeds");
        assertThat(text.get(3).split(" {2,}")).endsWith("25.0 ± 0.0", "-", "4.0 ± 0.0", "2");
        assertThat(text.get(4).split(" {2,}")).endsWith("25.0 ± 0.0", "91.0 ± 1.4", "4.0 ± 0.0", "2");
    }

    @Test
    void showsAccuracyUnderAttackWhereItWasMeasured() {
        List<String> text = Runs.attackedTable().text();

        assertThat(text.get(0).split(" {2,}")).endsWith("test ECE", "FGSM accuracy", "PGD accuracy", "time", "seeds");
        assertThat(text.get(3).split(" {2,}")).endsWith("25.0", "20.0", "10.0", "4.0", "1");
    }

    @Test
    void comparesSeedBySeed() {
        // Accuracy +10 and +8, gap -30 and -18.
        assertThat(table.differences())
                .containsExactly(
                        "dropout against baseline: test accuracy +9.0 ± 1.4, gap -24.0 ± 8.5, test ECE +0.0 ± 0.0"
                                + " points");
    }

    @Test
    void marksTheBestAndBothOfEqualOnes() {
        assertThat(table.isBest(Runs.DROPOUT, Column.TEST_ACCURACY)).isTrue();
        assertThat(table.isBest(Runs.BASELINE, Column.TEST_ACCURACY)).isFalse();
        assertThat(table.isBest(Runs.DROPOUT, Column.GAP)).isTrue();
        assertThat(table.isBest(Runs.BASELINE, Column.GAP)).isFalse();
        assertThat(table.isBest(Runs.BASELINE, Column.ECE)).isTrue();
        assertThat(table.isBest(Runs.DROPOUT, Column.ECE)).isTrue();
        assertThat(table.isBest(Runs.BASELINE, Column.TRAINING_ACCURACY)).isFalse();
    }

    @Test
    void ofOneRunHasNeitherDeviationNorBestNorDifference() {
        ResultTable one = new ResultTable(List.of(Runs.of(Runs.BASELINE, 1, 1, 0.6)));

        assertThat(one.text().get(3))
                .isEqualTo("baseline           100.0           60.0    40.0     1.500      25.0      4.0      1");
        assertThat(one.isBest(Runs.BASELINE, Column.TEST_ACCURACY)).isFalse();
        assertThat(one.differences()).isEmpty();
    }

    @Test
    void refusesNoRuns() {
        assertThatThrownBy(() -> new ResultTable(List.of())).hasMessage("number of runs must be >= 1, but was 0");
    }
}
