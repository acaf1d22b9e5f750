package io.github.dl4jregularizers.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dl4jregularizers.examples.data.CifarData.Variant;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarDataTest {

    private static final int RECORD = 3073;

    @TempDir
    private Path directory;

    /** Reference: reference/cifar/layout.py, which decodes with NumPy and Pillow. */
    @Test
    void pixelsLieWherePillowSeesThem() throws IOException, URISyntaxException {
        ImageSet images = CifarData.readFile(resource("two_records.bin"), Variant.CIFAR10, Images.names(10));
        assertThat(images.size()).isEqualTo(2);
        List<String> lines = Files.readAllLines(resource("two_records.csv"));
        assertThat(lines).hasSize(18);
        for (String line : lines.subList(2, lines.size())) {
            int[] v = Arrays.stream(line.split(",")).mapToInt(Integer::parseInt).toArray();
            assertThat(images.label(v[0])).isEqualTo(v[1]);
            for (int channel = 0; channel < 3; channel++) {
                assertThat(images.pixel(v[0], channel, v[2], v[3])).as(line).isEqualTo(v[4 + channel]);
            }
        }
    }

    @Test
    void readsTrainingFilesInOrderAndFindsTheFolder() throws IOException {
        Path folder = CifarFiles.writeCifar10(directory, 2, 1, 3, 1, 1);
        for (Path place : List.of(directory, folder)) {
            ImageData data = CifarData.load(place, Variant.CIFAR10);
            assertThat(data.name()).isEqualTo("CIFAR-10");
            assertThat(data.training().size()).isEqualTo(8);
            assertThat(data.test().size()).isEqualTo(1);
            assertThat(data.validation().size()).isZero();
            assertThat(data.training().classNames()).hasSize(10).startsWith("class 0");
            // The first pixel of a record counts the records of all files.
            for (int i = 0; i < 8; i++) {
                assertThat(data.training().pixel(i, 0, 0, 0)).isEqualTo(i);
                assertThat(data.training().label(i)).isEqualTo(i);
            }
        }
    }

    @Test
    void cifar100HasTheFineLabelSecond() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("cifar-100-binary"));
        byte[] record = new byte[3074];
        record[0] = 19;
        record[1] = 99;
        record[2] = (byte) 250;
        Files.write(folder.resolve("train.bin"), record);
        Files.write(folder.resolve("test.bin"), record);
        Files.write(folder.resolve("fine_label_names.txt"), Images.names(100));
        ImageSet images = CifarData.load(directory, Variant.CIFAR100).training();
        assertThat(images.label(0)).isEqualTo(99);
        assertThat(images.pixel(0, 0, 0, 0)).isEqualTo(250);
    }

    @Test
    void missingFolderNamesWhatWasLookedFor() {
        assertThatThrownBy(() -> CifarData.load(directory, Variant.CIFAR10))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("batches.meta.txt")
                .hasMessageContaining(directory.resolve("cifar-10-batches-bin").toString())
                .hasMessageContaining("--download");
    }

    @Test
    void missingFileIsNamed() throws IOException {
        Path folder = CifarFiles.writeCifar10(directory, 1, 1, 1, 1, 1);
        Files.delete(folder.resolve("data_batch_4.bin"));
        assertThatThrownBy(() -> CifarData.load(directory, Variant.CIFAR10))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot read " + folder.resolve("data_batch_4.bin") + ": no such file");
    }

    @Test
    void truncatedFileNamesTheRecord() throws IOException {
        Path file = Files.write(directory.resolve("short.bin"), new byte[2 * RECORD + 100]);
        assertThatThrownBy(() -> CifarData.readFile(file, Variant.CIFAR10, Images.names(10)))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " is truncated: record 2 has 100 of 3073 bytes");
        Path empty = Files.createFile(directory.resolve("empty.bin"));
        assertThatThrownBy(() -> CifarData.readFile(empty, Variant.CIFAR10, Images.names(10)))
                .isInstanceOf(IOException.class)
                .hasMessage(empty + " is truncated: record 0 has 0 of 3073 bytes");
    }

    @Test
    void foreignFileNamesRecordAndLabel() throws IOException {
        byte[] content = new byte[3 * RECORD];
        content[2 * RECORD] = (byte) 200;
        Path file = Files.write(directory.resolve("foreign.bin"), content);
        assertThatThrownBy(() -> CifarData.readFile(file, Variant.CIFAR10, Images.names(10)))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " is no CIFAR-10 file: label of record 2 must be in [0, 9], but was 200");
    }

    @Test
    void wrongNumberOfClassNamesIsAnError() throws IOException {
        Path folder = CifarFiles.writeCifar10(directory, 1, 1, 1, 1, 1);
        Files.write(folder.resolve("batches.meta.txt"), Images.names(9));
        assertThatThrownBy(() -> CifarData.load(directory, Variant.CIFAR10))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("10 classes, but has 9");
    }

    /** Skipped without real data; {@code -Dcifar.dir=...} sets its directory. */
    @Test
    void readsRealImages() throws IOException {
        Path real = Path.of(System.getProperty("cifar.dir", "../../shared/data"));
        assumeTrue(Files.isDirectory(real.resolve("cifar-10-batches-bin")), "no CIFAR-10 in " + real);
        ImageData data = CifarData.load(real, Variant.CIFAR10);
        assertThat(data.test().classNames())
                .containsExactly(
                        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");
        assertThat(Arrays.stream(Images.counts(data.training()))).allMatch(count -> count > 1000);
        // Published mean and deviation of the training set; a part of it comes close.
        ChannelStatistics statistics = ChannelStatistics.of(data.training());
        float[] mean = {0.4914f, 0.4822f, 0.4465f};
        float[] deviation = {0.2470f, 0.2435f, 0.2616f};
        for (int channel = 0; channel < 3; channel++) {
            assertThat(Math.abs(statistics.mean()[channel] - mean[channel])).isLessThan(0.01f);
            assertThat(Math.abs(statistics.standardDeviation()[channel] - deviation[channel]))
                    .isLessThan(0.01f);
        }
    }

    private static Path resource(String name) throws URISyntaxException {
        URL url = CifarDataTest.class.getResource("/reference/cifar/" + name);
        assertThat(url).as(name).isNotNull();
        return Path.of(url.toURI());
    }
}
