package io.github.dl4jregularizers.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in a separate process, as a user starts it. */
class UncertaintyRegressionTest {

    @TempDir
    private Path folder;

    @Test
    void printsDeviationsAndDrawsThem() throws Exception {
        Path picture = folder.resolve("band.png");

        ExampleProcess program = ExampleProcess.run(UncertaintyRegression.class, picture.toString(), "300");

        List<String> lines = program.output().lines().collect(Collectors.toList());
        assertThat(program.exitCode()).as(program.output()).isZero();
        List<Double> deviations = lines.stream()
                .filter(line -> line.startsWith("epistemic standard deviation"))
                .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' '))))
                .collect(Collectors.toList());
        assertThat(deviations).hasSize(3).allMatch(deviation -> deviation > 0);
        assertThat(deviations.get(2)).as("outside the data").isGreaterThan(1.2 * deviations.get(0));
        assertThat(lines.get(lines.size() - 1)).isEqualTo("Picture: " + picture);
        assertThat(ImageIO.read(picture.toFile()).getWidth()).isEqualTo(900);
    }

    @Test
    void wrongArgumentsAreRefusedWithTheUsage() throws Exception {
        ExampleProcess program = ExampleProcess.run(UncertaintyRegression.class, "a.png", "0");

        assertThat(program.output().lines())
                .containsExactly("usage: UncertaintyRegression [<file.png> [<epochs, above 0>]]");
        assertThat(program.exitCode()).isEqualTo(2);
    }
}
