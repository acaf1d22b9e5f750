package io.github.dl4jregularizers.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each program in a process of its own, as a user starts it. */
class CifarMainsTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(classes = {CifarCnn.class, CifarResNet.class})
    void printsTheAccuracyOfTenEpochs(Class<?> program) throws Exception {
        writeData();
        Process process = start(program, directory.toString());
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output.lines().filter(line -> line.matches("epoch \\d+: test accuracy [01][.,]\\d{4}")))
                .as(output)
                .hasSize(10);
        assertThat(process.waitFor()).isZero();
    }

    @ParameterizedTest
    @ValueSource(classes = {CifarCnn.class, CifarResNet.class})
    void withoutArgumentSaysWhatItWants(Class<?> program) throws Exception {
        Process process = start(program);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output.lines())
                .containsExactly("usage: " + program.getSimpleName() + " <directory of CIFAR-10, binary version>");
        assertThat(process.waitFor()).isEqualTo(2);
    }

    private static Process start(Class<?> program, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
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
