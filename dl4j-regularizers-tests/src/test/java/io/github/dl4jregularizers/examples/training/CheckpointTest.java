package io.github.dl4jregularizers.examples.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {

    @TempDir
    private Path directory;

    private Path last;

    @BeforeEach
    void name() {
        last = directory.resolve("last.zip");
    }

    private void train(Model network, int epochs) throws IOException {
        new Trainer(TinyRun.options().epochs(epochs).directory(directory).build()).train(network, TinyRun.data(0));
    }

    @Test
    void isADl4jModelFile() throws IOException {
        Model stack = TinyRun.stack();
        train(stack, 2);
        MultiLayerNetwork restored = ModelSerializer.restoreMultiLayerNetwork(last.toFile());
        assertThat(restored.params()).isEqualTo(stack.params());
        assertThat(restored.getEpochCount()).isEqualTo(2);
        assertThat(restored.getIterationCount()).isEqualTo(10);
        ResumeTest.assertSameState(Checkpoint.read(last).network(), stack);
        assertThat(Checkpoint.read(last).epochs()).hasSize(2);
    }

    @Test
    void knowsGraphs() throws IOException {
        Model graph = TinyRun.graph();
        train(graph, 1);
        assertThat(ModelSerializer.restoreComputationGraph(last.toFile()).params())
                .isEqualTo(graph.params());
        assertThat(Checkpoint.read(last).network()).isInstanceOf(ComputationGraph.class);
        ResumeTest.assertSameState(Checkpoint.read(last).network(), graph);
    }

    @Test
    void nothingButWholeCheckpointsIsRead() throws IOException {
        train(TinyRun.stack(), 1);
        byte[] whole = Files.readAllBytes(last);
        for (int length : new int[] {0, 1, 100, whole.length / 2, whole.length * 9 / 10}) {
            assertUnusable(Arrays.copyOf(whole, length));
        }
        byte[] flipped = whole.clone();
        flipped[whole.length / 2] ^= 1;
        assertUnusable(flipped);
        assertUnusable("a letter to the editor".getBytes());
        ModelSerializer.writeModel(TinyRun.stack(), last.toFile(), true);
        assertUnusable(Files.readAllBytes(last));
    }

    /** A class or a property of another version. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatAnotherVersionSavedIsNamed(boolean isGraph) throws IOException {
        train(isGraph ? TinyRun.graph() : TinyRun.stack(), 1);
        byte[] whole = Files.readAllBytes(last);
        replaceInConfiguration(".dropout.GaussianDropout\"", ".dropout.NormalDropout\"");
        assertThatThrownBy(() -> Checkpoint.read(last))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(last + " is not a usable checkpoint: an earlier version")
                .hasMessageContaining("io.github.dl4jregularizers.dropout.NormalDropout")
                .hasMessageNotContaining("legacy")
                .hasMessageNotContaining("\n");
        Files.write(last, whole);
        replaceInConfiguration("\"dropRate\"", "\"rateOfDropping\"");
        assertThatThrownBy(() -> Checkpoint.read(last))
                .hasMessageStartingWith(last + " is not a usable checkpoint: this version cannot read the network");
    }

    private void replaceInConfiguration(String what, String by) throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(last, (ClassLoader) null)) {
            Path configuration = zip.getPath(ModelSerializer.CONFIGURATION_JSON);
            String json = Files.readString(configuration);
            assertThat(json).contains(what);
            Files.writeString(configuration, json.replace(what, by));
        }
    }

    private void assertUnusable(byte[] content) throws IOException {
        Files.write(last, content);
        assertThatThrownBy(() -> Checkpoint.read(last))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(last + " is not a usable checkpoint: ")
                .hasMessageNotContaining("null");
        TrainingOptions resume =
                TinyRun.options().directory(directory).resume(true).build();
        assertThatThrownBy(() -> new Trainer(resume).train(TinyRun.stack(), TinyRun.data(0)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(last + " is not a usable checkpoint: ");
        assertThat(last).hasBinaryContent(content);
    }

    /** /dev/full refuses every byte as a full disk does. */
    @Test
    void fullDiskLeavesTheOldCheckpointAndTheRunCanGoOn() throws IOException {
        Path full = Path.of("/dev/full");
        assumeThat(Files.exists(full)).isTrue();
        Model whole = TinyRun.stack();
        new Trainer(TinyRun.options().build()).train(whole, TinyRun.data(0));

        byte[][] afterTwo = new byte[1][];
        TrainingOptions options = TinyRun.options()
                .directory(directory)
                .onEpoch(log -> {
                    if (log.epoch() == 2) {
                        afterTwo[0] = fill(full);
                    }
                })
                .build();
        assertThatThrownBy(() -> new Trainer(options).train(TinyRun.stack(), TinyRun.data(0)))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot write " + last + ", which is as it was before: No space left on device");
        assertThat(last).hasBinaryContent(afterTwo[0]);
        assertThat(directory).isDirectoryNotContaining("glob:**.tmp");

        Model resumed = TinyRun.stack();
        new Trainer(TinyRun.options().directory(directory).resume(true).build()).train(resumed, TinyRun.data(0));
        ResumeTest.assertSameState(resumed, whole);
    }

    private byte[] fill(Path full) {
        try {
            Files.createSymbolicLink(directory.resolve("last.zip.tmp"), full);
            return Files.readAllBytes(last);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void unwritableDirectoryShowsBeforeTheFirstEpoch() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        int[] epochs = {0};
        TrainingOptions options =
                TinyRun.options().directory(file).onEpoch(log -> epochs[0]++).build();
        assertThatThrownBy(() -> new Trainer(options).train(TinyRun.stack(), TinyRun.data(0)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
        assertThat(epochs[0]).isZero();
    }
}
