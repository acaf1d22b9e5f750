package io.github.dl4jregularizers.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each program in a separate process, as a user starts it. */
class CifarMainsTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(classes = {CifarCnn.class, CifarResNet.class})
    void printsTheAccuracyOfTenEpochs(Class<?> program) throws Exception {
        writeData();
        ExampleProcess process = ExampleProcess.run(program, directory.toString());
        assertThat(process.output().lines().filter(line -> line.matches("epoch \\d+: test accuracy [01][.,]\\d{4}")))
                .as(process.output())
                .hasSize(10);
        assertThat(process.exitCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(classes = {CifarCnn.class, CifarResNet.class})
    void withoutArgumentsPrintsTheUsage(Class<?> program) throws Exception {
        ExampleProcess process = ExampleProcess.run(program);
        assertThat(process.output().lines())
                .containsExactly("usage: " + program.getSimpleName() + " <directory of CIFAR-10, binary version>");
        assertThat(process.exitCode()).isEqualTo(2);
    }

    /** Two random images a file. */
    private void writeData() throws IOException {
        Random random = new Random(1);
        for (String file : "data_batch_1 data_batch_2 data_batch_3 data_batch_4 data_batch_5 test_batch".split(" ")) {
            byte[] records = new byte[2 * 3073];
            random.nextBytes(records);
            records[0] = 3;
            records[3073] = 8;
            Files.write(directory.resolve(file + ".bin"), records);
        }
        Files.write(directory.resolve("batches.meta.txt"), List.of("abcdefghij".split("")));
    }
}
