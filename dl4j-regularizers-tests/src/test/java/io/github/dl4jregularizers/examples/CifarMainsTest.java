package io.github.dl4jregularizers.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CifarMainsTest {

    interface Program {
        void main(String[] args) throws IOException;
    }

    @TempDir
    private Path directory;

    @Test
    void cnnPrintsTenAccuracies() throws IOException {
        assertPrintsTenAccuracies(CifarCnn::main);
    }

    @Test
    void residualNetworkPrintsTenAccuracies() throws IOException {
        assertPrintsTenAccuracies(CifarResNet::main);
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

    private void assertPrintsTenAccuracies(Program program) throws IOException {
        writeData();
        PrintStream out = System.out;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            program.main(new String[] {directory.toString()});
        } finally {
            System.setOut(out);
        }
        assertThat(written.toString(StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.matches("epoch \\d+: test accuracy [01][.,]\\d{4}")))
                .hasSize(10);
    }

    @ParameterizedTest
    @ValueSource(classes = {CifarCnn.class, CifarResNet.class})
    void withoutArgumentSaysWhatItWants(Class<?> program) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-classpath",
                        System.getProperty("java.class.path"),
                        program.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output.lines())
                .containsExactly("usage: " + program.getSimpleName() + " <directory of CIFAR-10, binary version>");
        assertThat(process.waitFor()).isEqualTo(2);
    }
}
