package io.github.dl4jregularizers.audit;

import static io.github.dl4jregularizers.audit.Stacks.FLAT;
import static io.github.dl4jregularizers.audit.Stacks.dense;
import static io.github.dl4jregularizers.audit.Stacks.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.averaging.ExponentialMovingAverage;
import io.github.dl4jregularizers.dropout.GaussianDropout;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import io.github.dl4jregularizers.residual.ResidualBlock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Files damaged in 1,000 ways: each is read, or refused by an {@code IOException}, within ten seconds. {@code
 * -Dfuzz.rounds} and {@code -Dfuzz.seed} set other numbers.
 */
class MutatedFilesTest {

    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 1);
    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    /** Of the arrays in a model file: both headers. */
    private static final int HEADERS = 150;

    private static final int INPUTS = 3;

    @TempDir
    Path folder;

    private final Mutations mutations = new Mutations(SEED);

    /** Reads a file. */
    private interface Reader {
        void read(Path file) throws IOException;
    }

    /** Counts what was refused. */
    private static final class Tally {
        private int read;
        private int refused;
    }

    @AfterEach
    void noForeignClassWasInitialized() {
        assertThat(HostileClass.Initialized.hostileClass()).isFalse();
    }

    static MultiLayerConfiguration conf() {
        return Stacks.of(
                FLAT,
                dense().nOut(4).build(),
                new NoiseLayer(new GaussianDropout(DropRate.ramp(0, 0.5, 10))),
                new ResidualBlock.Builder().body(dense().nOut(4).build()).build(),
                output().lossFunction(new LabelSmoothingLoss(0.1)).build());
    }

    private static MultiLayerNetwork network() {
        MultiLayerNetwork network = new MultiLayerNetwork(conf());
        network.init();
        return network;
    }

    private void attempt(Tally tally, byte[] content, Reader reader) throws IOException {
        Path file = Files.write(folder.resolve("mutated"), content);
        assertTimeoutPreemptively(LIMIT, () -> {
            try {
                reader.read(file);
                tally.read++;
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("mutated");
                tally.refused++;
            }
        });
    }

    @Test
    void configurations() throws IOException {
        Tally tally = new Tally();
        String json = conf().toJson();
        String yaml = conf().toYaml();
        for (int i = 0; i < 400 * ROUNDS; i++) {
            String text = mutations.text(i % 4 == 0 ? yaml : json);
            attempt(tally, text.getBytes(StandardCharsets.UTF_8), RegularizationAudit::of);
        }
        assertThat(tally.read).isPositive();
        assertThat(tally.refused).isGreaterThan(200 * ROUNDS);
    }

    /** Sizes that no memory has: the audit must not try to allocate them. */
    @Test
    void configurationsOfImpossibleSizeAreRefused() throws IOException {
        for (String size : new String[] {"2147483647000", "-5"}) {
            String json = conf().toJson().replaceFirst("\"nin\" : 3", "\"nin\" : " + size);
            assertThat(json).contains(size);
            Path file = Files.writeString(folder.resolve("mutated"), json);
            assertThatThrownBy(() -> RegularizationAudit.of(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(file + ": ")
                    .hasMessageContaining("layer");
        }
    }

    /** What passes the check is loaded by DL4J, which may refuse it by any exception, and used. */
    static void restore(Path file) throws IOException {
        InputStream checked = CheckedModel.read(file);
        MultiLayerNetwork network;
        try {
            network = ModelSerializer.restoreMultiLayerNetwork(checked, true);
        } catch (RuntimeException e) {
            throw new IOException("mutated: DL4J refuses it: " + e.getMessage(), e);
        }
        assertThat(network.params().sumNumber()).isNotNull();
        if (network.getUpdater().getStateViewArray() != null) {
            assertThat(network.getUpdater().getStateViewArray().sumNumber()).isNotNull();
        }
    }

    static byte[] model() throws IOException {
        MultiLayerNetwork network = network();
        network.fit(new DataSet(Nd4j.ones(2, INPUTS), Nd4j.eye(2)));
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        ModelSerializer.writeModel(network, model, true);
        return model.toByteArray();
    }

    @Test
    void modelsWithMutatedEntries() throws IOException {
        Tally tally = new Tally();
        Map<String, byte[]> entries = ZipEntries.of(model());
        Object[] names = entries.keySet().toArray();
        for (int i = 0; i < 250 * ROUNDS; i++) {
            String name = (String) names[mutations.below(names.length)];
            byte[] content = entries.get(name);
            byte[] mutated;
            if (name.equals(ModelSerializer.CONFIGURATION_JSON)) {
                mutated = mutations
                        .text(new String(content, StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.UTF_8);
            } else {
                mutated = i % 2 == 0 ? mutations.header(content, HEADERS) : mutations.bytes(content);
            }
            Map<String, byte[]> changed = new LinkedHashMap<>(entries);
            changed.put(name, mutated);
            attempt(tally, ZipEntries.zip(changed), MutatedFilesTest::restore);
        }
        assertThat(tally.read).isPositive();
        assertThat(tally.refused).isGreaterThan(100 * ROUNDS);
    }

    @Test
    void modelsWithMutatedBytes() throws IOException {
        Tally tally = new Tally();
        byte[] model = model();
        for (int i = 0; i < 150 * ROUNDS; i++) {
            attempt(tally, mutations.bytes(model), MutatedFilesTest::restore);
        }
        assertThat(tally.refused).isGreaterThan(100 * ROUNDS);
    }

    /** Half of the files have a checksum that fits, as an attacker's would. */
    @Test
    void statesOfAverages() throws IOException {
        Tally tally = new Tally();
        MultiLayerNetwork network = network();
        ExponentialMovingAverage average = new ExponentialMovingAverage(0.9);
        network.setListeners(average);
        network.fit(new DataSet(Nd4j.ones(2, INPUTS), Nd4j.eye(2)));
        Path file = folder.resolve("average");
        average.save(file);
        byte[] state = Files.readAllBytes(file);
        for (int i = 0; i < 200 * ROUNDS; i++) {
            byte[] mutated = i % 4 < 2 ? mutations.header(state, 2 * HEADERS) : mutations.bytes(state);
            attempt(tally, i % 2 == 0 ? withChecksum(mutated) : mutated, mutatedFile -> new ExponentialMovingAverage(
                            0.9)
                    .restore(mutatedFile));
        }
        assertThat(tally.refused).isGreaterThan(100 * ROUNDS);
    }

    private static byte[] withChecksum(byte[] content) {
        if (content.length < Long.BYTES) {
            return content;
        }
        byte[] bytes = content.clone();
        CRC32 sum = new CRC32();
        sum.update(bytes, 0, bytes.length - Long.BYTES);
        ByteBuffer.wrap(bytes).putLong(bytes.length - Long.BYTES, sum.getValue());
        return bytes;
    }

    @Test
    void aModelWithoutDamageIsRead() throws IOException {
        restore(Files.write(folder.resolve("mutated"), model()));
    }

    /** DL4J would read it by Java deserialization. */
    @Test
    void serializedPreprocessorsAreRefused() throws IOException {
        Map<String, byte[]> entries = ZipEntries.of(model());
        entries.put(ModelSerializer.PREPROCESSOR_BIN, new byte[] {1, 2, 3});
        assertRefused(ZipEntries.zip(entries), "would be read by Java deserialization");
    }

    @Test
    void bombsAreRefused() throws IOException {
        Map<String, byte[]> entries = ZipEntries.of(model());
        entries.put("bomb", new byte[(int) Math.min(Runtime.getRuntime().maxMemory() / 4 + 1, 1 << 30)]);
        byte[] bomb = ZipEntries.zip(entries);
        assertThat(bomb.length).isLessThan(10_000_000);
        assertRefused(bomb, "a quarter of the Java heap");
    }

    @Test
    void twoEntriesOfOneNameAreRefused() throws IOException {
        byte[] model = model();
        Map<String, byte[]> entries = ZipEntries.of(model);
        entries.put("configuration.jsoN", new byte[] {1});
        byte[] zip = ZipEntries.zip(entries);
        byte[] name = "configuration.jsoN".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i + name.length <= zip.length; i++) {
            if (Arrays.equals(zip, i, i + name.length, name, 0, name.length)) {
                zip[i + name.length - 1] = 'n';
            }
        }
        assertRefused(zip, "two entries configuration.json");
    }

    private void assertRefused(byte[] content, String reason) throws IOException {
        Path file = Files.write(folder.resolve("mutated"), content);
        assertThatThrownBy(() -> CheckedModel.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(reason);
    }
}
