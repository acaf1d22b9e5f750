package io.github.dl4jregularizers.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dl4jregularizers.ensemble.SnapshotEnsemble;
import io.github.dl4jregularizers.internal.snapshot.KeptParameters;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;

/** The state of the listeners: its network, its files, and its continuation. */
class KeptParametersTest {

    private final DataSet batch = SmallNetworks.batch(DataType.FLOAT, 7, 6, 3);

    @TempDir
    Path directory;

    static Stream<Supplier<KeptParameters>> listeners() {
        return Stream.of(
                () -> new ExponentialMovingAverage(0.9).withWarmUp(1),
                () -> StochasticWeightAveraging.everyIterations(3).withStart(2),
                () -> SnapshotEnsemble.everyIterations(3).withMembers(2));
    }

    private void train(MultiLayerNetwork network, int iterations) {
        for (int i = 0; i < iterations; i++) {
            network.fit(batch);
        }
    }

    @ParameterizedTest
    @MethodSource("listeners")
    void goesOnAfterARestart(Supplier<KeptParameters> make) throws IOException {
        Path file = directory.resolve("state.bin");
        MultiLayerNetwork network = SmallNetworks.stack();
        KeptParameters whole = make.get();
        network.addListeners(whole);
        train(network, 7);
        whole.save(file);
        MultiLayerNetwork other = SmallNetworks.stack();
        other.setParams(network.params());
        train(network, 5);
        KeptParameters resumed = make.get();
        resumed.restore(file);
        other.addListeners(resumed);
        train(other, 5);
        assertThat(bytes(resumed)).isEqualTo(bytes(whole));
        assertThat(resumed.kept()).isNotEmpty();
    }

    private static byte[] bytes(KeptParameters listener) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        listener.write(out);
        return out.toByteArray();
    }

    @ParameterizedTest
    @MethodSource("listeners")
    void aDamagedFileIsNamedAndChangesNothing(Supplier<KeptParameters> make) throws IOException {
        Path file = directory.resolve("state.bin");
        MultiLayerNetwork network = SmallNetworks.stack();
        KeptParameters listener = make.get();
        network.addListeners(listener);
        train(network, 6);
        listener.save(file);
        byte[] good = Files.readAllBytes(file);
        for (int length : new int[] {0, 5, good.length / 2, good.length - 1}) {
            refuses(listener, file, Arrays.copyOf(good, length), "truncated or damaged, " + length + " bytes");
        }
        byte[] flipped = good.clone();
        flipped[good.length / 2] ^= 4;
        refuses(listener, file, flipped, "truncated or damaged");
        KeptParameters foreign = listener instanceof SnapshotEnsemble
                ? new ExponentialMovingAverage(0.9)
                : SnapshotEnsemble.everyIterations(1).withMembers(1);
        Files.write(file, good);
        assertThatThrownBy(() -> foreign.restore(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it is of another kind");
        assertThatThrownBy(() -> listener.restore(directory.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    /** The format before averages had a tag that is independent of their class name. */
    @ParameterizedTest
    @MethodSource("listeners")
    void aFileOfAnEarlierVersionIsNamedAsSuch(Supplier<KeptParameters> make) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        CheckedOutputStream summed = new CheckedOutputStream(content, new CRC32());
        DataOutputStream data = new DataOutputStream(summed);
        data.writeUTF("dl4j-regularizers parameters 2 ExponentialMovingAverage");
        data.writeLong(7);
        data.writeLong(7);
        data.writeInt(0);
        data.writeLong(summed.getChecksum().getValue());

        refuses(
                make.get(),
                directory.resolve("state.bin"),
                content.toByteArray(),
                "an earlier version of dl4j-regularizers wrote it (2 ExponentialMovingAverage), and this version reads"
                        + " format 3 only");
    }

    private static void refuses(KeptParameters listener, Path file, byte[] content, String message) throws IOException {
        byte[] before = bytes(listener);
        Files.write(file, content);
        assertThatThrownBy(() -> listener.restore(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
        assertThat(bytes(listener)).isEqualTo(before);
    }

    /** The third iteration's parameters are the first that count, under either start; those after it count as much. */
    @Test
    void anAverageThatGoesOnWithAnotherStartIsAMean() throws IOException {
        MultiLayerNetwork network = SmallNetworks.stack();
        StochasticWeightAveraging late =
                StochasticWeightAveraging.everyIterations(1).withStart(9);
        iterate(late, network, 7, 7);
        StochasticWeightAveraging early =
                StochasticWeightAveraging.everyIterations(1).withStart(1);
        early.read(new ByteArrayInputStream(bytes(late)));
        iterate(early, network, 1, 2, 6);
        assertThat(early.averaged(network).params().getDouble(0)).isCloseTo(3, within(1e-6));
    }

    @Test
    void anEnsembleThatGoesOnWithFewerMembersKeepsTheLast() throws IOException {
        MultiLayerNetwork network = SmallNetworks.stack();
        SnapshotEnsemble many = SnapshotEnsemble.everyIterations(1).withMembers(4);
        iterate(many, network, 1, 2, 3, 4);
        SnapshotEnsemble few = SnapshotEnsemble.everyIterations(1).withMembers(2);
        few.read(new ByteArrayInputStream(bytes(many)));
        iterate(few, network, 5, 6, 7);
        assertThat(few.members(network).networks())
                .extracting(member -> member.params().getDouble(0))
                .containsExactly(6.0, 7.0);
    }

    private static void iterate(KeptParameters listener, MultiLayerNetwork network, double... parameters) {
        for (double value : parameters) {
            network.params().assign(value);
            listener.iterationDone(network, 0, 0);
        }
    }

    @ParameterizedTest
    @MethodSource("listeners")
    void twoNetworksCannotShareAListener(Supplier<KeptParameters> make) throws IOException {
        KeptParameters shared = make.get();
        MultiLayerNetwork network = SmallNetworks.stack();
        MultiLayerNetwork other = SmallNetworks.stack();
        network.addListeners(shared);
        other.addListeners(shared);
        train(network, 2);
        assertThatThrownBy(() -> train(other, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("follows one network, but was called by a second one");
        shared.read(new ByteArrayInputStream(bytes(shared)));
        train(other, 1);
    }
}
