package io.github.dl4jregularizers.examples.training;

import io.github.dl4jregularizers.audit.CheckedModel;
import io.github.dl4jregularizers.inference.MonteCarloDropout;
import io.github.dl4jregularizers.variational.Sparsity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.PropertyAccessor;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.core.type.TypeReference;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * A checkpoint: a DL4J model file, which {@code ModelSerializer} reads, with the settings and the log of the run as
 * further entries. One file, so that its parts are consistent.
 */
public final class Checkpoint {

    /** The file of the last epoch. */
    public static final String LAST = "last.zip";

    /** The file of the best epoch, written with early stopping. */
    public static final String BEST = "best.zip";

    private static final String KIND = "network.txt";
    private static final String SETTINGS = "settings.json";
    private static final String EPOCHS = "epochs.json";
    private static final ObjectMapper JSON = new ObjectMapper().setVisibility(PropertyAccessor.FIELD, Visibility.ANY);

    private final Model network;
    private final String configuration;
    private final Map<String, String> settings;
    private final List<EpochLog> epochs;
    private final Map<String, byte[]> entries;

    private Checkpoint(byte[] content) throws IOException {
        entries = entries(content);
        epochs = JSON.readValue(entry(entries, EPOCHS), new TypeReference<List<EpochLog>>() {});
        settings = JSON.readValue(entry(entries, SETTINGS), new TypeReference<Map<String, String>>() {});
        configuration = text(entries, ModelSerializer.CONFIGURATION_JSON);
        network = restored(content, text(entries, KIND).equals(ComputationGraph.class.getSimpleName()));
    }

    private Model restored(byte[] content, boolean isGraph) throws IOException {
        InputStream stream = new ByteArrayInputStream(content);
        try {
            return isGraph
                    ? ModelSerializer.restoreComputationGraph(stream, true)
                    : ModelSerializer.restoreMultiLayerNetwork(stream, true);
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    "this version cannot read the network that was saved, perhaps by another version: "
                            + reason(isGraph, e),
                    e);
        }
    }

    /** DL4J's exceptions hide the reason behind a guess about an old configuration format. */
    private String reason(boolean isGraph, Exception exception) {
        Class<?> kind = isGraph ? ComputationGraphConfiguration.class : MultiLayerConfiguration.class;
        try {
            NeuralNetConfiguration.mapper().readValue(configuration, kind);
            return AtomicFile.reason(exception);
        } catch (JsonProcessingException e) {
            return e.getOriginalMessage().lines().findFirst().orElse(e.toString());
        }
    }

    /**
     * Reads a checkpoint.
     *
     * @param file a file that {@link Trainer} wrote
     * @return the checkpoint
     * @throws IOException if the file is missing, truncated, damaged or of another kind; the message names it
     */
    public static Checkpoint read(Path file) throws IOException {
        try {
            byte[] content = Files.readAllBytes(file);
            CheckedModel.check(content);
            return new Checkpoint(content);
        } catch (NoSuchFileException e) {
            throw new IOException("no checkpoint " + file, e);
        } catch (IOException | RuntimeException e) {
            throw new IOException(file + " is not a usable checkpoint: " + AtomicFile.reason(e), e);
        }
    }

    /** Replaces the file atomically. After a failure, the old file is unchanged. */
    static void write(
            Path file,
            AnyNetwork network,
            Map<String, String> settings,
            List<EpochLog> epochs,
            Map<String, byte[]> further)
            throws IOException {
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        ModelSerializer.writeModel(network.model(), model, true);
        AtomicFile.write(file, out -> {
            ZipOutputStream zip = new ZipOutputStream(out);
            for (Map.Entry<String, byte[]> entry : entries(model.toByteArray()).entrySet()) {
                add(zip, entry.getKey(), entry.getValue());
            }
            add(zip, KIND, network.kind().getBytes(StandardCharsets.UTF_8));
            add(zip, SETTINGS, JSON.writeValueAsBytes(settings));
            add(zip, EPOCHS, JSON.writeValueAsBytes(epochs));
            for (Map.Entry<String, byte[]> entry : further.entrySet()) {
                add(zip, entry.getKey(), entry.getValue());
            }
            zip.finish();
        });
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
    }

    /** Reads all entries and verifies their checksums. */
    private static Map<String, byte[]> entries(byte[] content) throws IOException {
        Map<String, byte[]> entries = new HashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    /** One of the further entries. */
    byte[] further(String name) throws IOException {
        return entry(entries, name);
    }

    private static byte[] entry(Map<String, byte[]> entries, String name) throws IOException {
        byte[] content = entries.get(name);
        if (content == null) {
            throw new IOException("it has no entry " + name);
        }
        return content;
    }

    private static String text(Map<String, byte[]> entries, String name) throws IOException {
        return new String(entry(entries, name), StandardCharsets.UTF_8);
    }

    /**
     * Returns the restored network.
     *
     * @return a {@code MultiLayerNetwork} or a {@code ComputationGraph}
     */
    public Model network() {
        return network;
    }

    /**
     * Predicts without noise.
     *
     * @param features [images, 3, 32, 32], normalized as in training
     * @return probabilities [images, classes]
     */
    public INDArray predict(INDArray features) {
        return new AnyNetwork(network).output(features);
    }

    /**
     * Predicts by Monte-Carlo dropout.
     *
     * @return the predictor
     * @throws IllegalArgumentException if the network has no noise
     */
    public MonteCarloDropout monteCarloDropout() {
        return new AnyNetwork(network).monteCarloDropout();
    }

    /**
     * Counts the weights and gates that inference leaves out.
     *
     * @return counts of the network; zero without layers that prune
     */
    public Sparsity sparsity() {
        return new AnyNetwork(network).sparsity();
    }

    /**
     * Returns the epochs trained so far.
     *
     * @return in order; empty before the first
     */
    public List<EpochLog> epochs() {
        return List.copyOf(epochs);
    }

    /** Refuses to resume with settings that would change the course of training. */
    void requireSame(Path file, Map<String, String> settingsNow, String configurationNow) {
        String difference = RunSettings.difference(settings, settingsNow);
        if (difference == null) {
            difference = RunSettings.configurationDifference(configuration, configurationNow);
        }
        if (difference != null) {
            throw new IllegalArgumentException(file + " is of another run: " + difference);
        }
    }
}
