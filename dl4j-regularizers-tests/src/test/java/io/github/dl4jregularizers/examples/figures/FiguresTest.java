package io.github.dl4jregularizers.examples.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every registered figure: names, texts, sizes. */
class FiguresTest {

    @Test
    void figuresAreDescribed() {
        List<TextbookFigure> all = Figures.all();
        assertThat(all).isNotEmpty();
        assertThat(new HashSet<>(all.stream().map(TextbookFigure::name).collect(Collectors.toList())))
                .hasSameSizeAs(all);
        for (TextbookFigure figure : all) {
            assertThat(figure.name()).matches("[a-z0-9]+(-[a-z0-9]+)*");
            assertThat(figure.section()).matches("\\d+(\\.\\d+[a-z]?)?");
            assertThat(figure.title()).isNotBlank();
            assertThat(figure.claim()).endsWith(".");
            assertThat(figure.seeds(true)).isBetween(1, figure.seeds(false));
            assertThat(figure.seconds(true)).isPositive();
        }
    }

    @Test
    void expectedTimesAreInTheLimits() {
        double quick = 0;
        double full = 0;
        for (TextbookFigure figure : Figures.all()) {
            quick += figure.seeds(true) * figure.seconds(true);
            full += figure.seeds(false) * figure.seconds(false);
        }
        assertThat(quick).isLessThan(300);
        assertThat(full).isLessThan(3600);
    }

    /** Without a seed, a network seeds ND4J's random numbers by the clock: no figure could be computed again. */
    @Test
    void everyNetworkHasASeed() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("..", "dl4j-regularizers-examples", "src", "main", "java"))) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).collect(Collectors.toList());
            int networks = 0;
            for (Path source : sources) {
                String code = Files.readString(source);
                int built = code.split("new NeuralNetConfiguration\\.Builder\\(\\)", -1).length - 1;
                int seeded =
                        code.split("new NeuralNetConfiguration\\.Builder\\(\\)[^;]{0,120}?\\.seed\\(", -1).length - 1;
                assertThat(seeded).as("networks with a seed in %s", source).isEqualTo(built);
                networks += built;
            }
            assertThat(networks).isGreaterThan(5);
        }
    }

    @Test
    void figuresAreInTheOrderOfTheBook() {
        List<String> names = Figures.all().stream().map(TextbookFigure::name).collect(Collectors.toList());
        assertThat(names)
                .containsSubsequence("double-descent", "loss-surface", "l2-strengths", "learning-rates", "batch-sizes")
                .containsSubsequence("batch-sizes", "kink", "input-noise", "posterior-fits", "label-smoothing");
        assertThat(Figures.named(List.of("kink", "loss-surface", "kink")))
                .extracting(TextbookFigure::name)
                .containsExactly("loss-surface", "kink");
    }

    @Test
    void unknownFigureIsRefused() {
        assertThatThrownBy(() -> Figures.named(List.of("kink", "none")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("figure must be one of ")
                .hasMessageEndingWith(", but was none");
    }

    @Test
    void tablesHaveMinusSignsInNumbersOnly() {
        NumberTable table = new NumberTable("strength").column("rise", "", 1).row("1e-5", new double[] {-2, -2});
        assertThat(table.html()).contains("<td>1e-5</td>", "<td>−2.0 <span");
    }
}
