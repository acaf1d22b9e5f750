package io.github.dl4jregularizers.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.examples.training.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultsTest {

    private static final LocalDateTime DATE = LocalDateTime.of(2026, 2, 3, 4, 5, 6);

    @TempDir
    Path folder;

    private static Results results(LocalDateTime date, String setting, Run... runs) {
        return new Results(date, "compare", List.of(setting), List.of(runs));
    }

    @Test
    void readBackGiveTheSameTable() throws IOException {
        Run sparse = Runs.of(Runs.SPARSE, 1, 0.8, 0.70, OptionalDouble.of(0.90));
        Results written = results(DATE, "--model=cnn", Runs.of(Runs.BASELINE, 1, 1.0, 0.6), sparse);
        written.write(folder);
        Results read = Results.read(folder);
        assertThat(read.date()).isEqualTo(DATE);
        assertThat(read.settings()).containsExactly("--model=cnn");
        assertThat(new ResultTable(read.runs()).text()).isEqualTo(new ResultTable(written.runs()).text());
        for (int i = 0; i < 2; i++) {
            Run copy = read.runs().get(i);
            Run original = written.runs().get(i);
            assertThat(copy.classAccuracy()).isEqualTo(original.classAccuracy()).contains(Double.NaN);
            assertThat(copy.trainingCurve(Metrics::ece)).containsExactly(original.trainingCurve(Metrics::ece));
            assertThat(copy.heldOutCurve(Metrics::nll)).containsExactly(original.heldOutCurve(Metrics::nll));
        }
    }

    @Test
    void ofAnotherFolderAreMissing() {
        assertThatThrownBy(() -> Results.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessage(folder + " has no results.json: it is not the folder of a comparison");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[",
                "{}",
                "{\"format\":2}",
                "{\"format\":1}",
                "{\"format\":1,\"date\":\"x\"}",
                "{\"format\":1,\"date\":\"2026-02-03T04:05:06\",\"runs\":[{}]}",
                "{\"format\":1,\"date\":\"2026-02-03T04:05:06\",\"runs\":[{\"recipe\":\"baseline\"}]}",
                "{\"format\":1,\"date\":\"2026-02-03T04:05:06\",\"runs\":[{\"recipe\":\"baseline\",\"seed\":\"x\"}]}"
            })
    void thatAreDamagedAreRefused(String text) throws IOException {
        Path file = Files.writeString(folder.resolve(Results.FILE), text);
        assertThatThrownBy(() -> Results.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + " cannot be read: ");
    }

    @Test
    void inOrderOfDatesAreATrend() {
        Results late = results(DATE.plusDays(1), "--model=cnn", Runs.of(Runs.BASELINE, 1, 1.0, 0.65));
        Results early = results(
                DATE,
                "--model=cnn",
                Runs.of(Runs.BASELINE, 1, 1.0, 0.60),
                Runs.of(Runs.BASELINE, 2, 1.0, 0.70),
                Runs.of(Runs.DROPOUT, 1, 0.9, 0.72));
        Results other = results(DATE.plusDays(2), "--model=resnet8", Runs.of(Runs.DROPOUT, 1, 0.9, 0.75));
        List<String> text = new Trend(List.of(other, late, early)).text();
        assertThat(text.get(3).split(" {2,}")).containsExactly("2026-02-03 04:05", "a", "65.0 ± 7.1", "72.0");
        assertThat(text.get(4).split(" {2,}")).containsExactly("2026-02-04 04:05", "a", "65.0", "-");
        assertThat(text.get(5).split(" {2,}")).containsExactly("2026-02-05 04:05", "b", "-", "75.0");
        assertThat(text).endsWith("a: --model=cnn", "b: --model=resnet8");
        assertThat(new Trend(List.of(other, late, early)).html())
                .contains("<title>baseline, 2026-02-03 04:05: 65.0 ± 7.1</title>", "<svg ")
                .doesNotContain("{{");
    }
}
