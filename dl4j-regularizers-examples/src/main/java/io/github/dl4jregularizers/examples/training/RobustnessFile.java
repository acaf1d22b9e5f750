package io.github.dl4jregularizers.examples.training;

import io.github.dl4jregularizers.examples.Require;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * Accuracies under attack as a JSON file beside the checkpoint of their run. A resumed run reads them instead of
 * attacking again. They are keyed by the distance of the attack and a checksum of the parameters.
 */
public final class RobustnessFile {

    /** Name of the file in the directory of a run. */
    public static final String NAME = "attack.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final double levels;
    private final int checksum;

    /**
     * Names the file; does not read or write.
     *
     * @param directory the run's
     * @param levels largest distance of the attack, in 255ths of the range of intensities
     * @param network trained
     */
    public RobustnessFile(Path directory, double levels, Model network) {
        file = Require.given("directory", directory).resolve(NAME);
        this.levels = levels;
        checksum = Arrays.hashCode(network.params().toFloatVector());
    }

    /**
     * Reads the accuracies of this attack on these parameters.
     *
     * @return empty if there is no file, or if it belongs to another attack or other parameters
     * @throws IOException if the file is damaged; the message names it
     */
    public Optional<Robustness> read() throws IOException {
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode node = JSON.readTree(Files.readAllBytes(file));
            boolean isThis = number("levels", node).asDouble() == levels
                    && number("parameters", node).asInt() == checksum;
            double fgsm = number("fgsm", node).asDouble();
            double pgd = number("pgd", node).asDouble();
            return isThis ? Optional.of(new Robustness(fgsm, pgd)) : Optional.empty();
        } catch (IOException e) {
            throw new IOException(file + " cannot be read; delete it to attack again: " + AtomicFile.reason(e), e);
        }
    }

    private static JsonNode number(String name, JsonNode node) throws IOException {
        JsonNode value = node == null ? null : node.get(name);
        if (value == null || !value.isNumber()) {
            throw new IOException(name + " must be a number, but was " + value);
        }
        return value;
    }

    /**
     * Writes the file atomically.
     *
     * @param robustness accuracies of this attack on these parameters
     * @throws IOException if writing fails
     */
    public void write(Robustness robustness) throws IOException {
        byte[] bytes = JSON.writerWithDefaultPrettyPrinter()
                .writeValueAsBytes(JSON.createObjectNode()
                        .put("levels", levels)
                        .put("parameters", checksum)
                        .put("fgsm", robustness.fgsm())
                        .put("pgd", robustness.pgd()));
        AtomicFile.write(file, out -> out.write(bytes));
    }
}
