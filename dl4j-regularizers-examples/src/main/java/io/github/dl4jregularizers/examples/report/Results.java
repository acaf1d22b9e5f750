package io.github.dl4jregularizers.examples.report;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.recipe.Recipes;
import io.github.dl4jregularizers.examples.training.AtomicFile;
import io.github.dl4jregularizers.examples.training.Metrics;
import io.github.dl4jregularizers.examples.training.Robustness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonToken;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ArrayNode;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/** The results of a comparison as a JSON file, for later comparisons and other programs. Immutable. */
public final class Results {

    /** Name of the file in the directory of a comparison. */
    public static final String FILE = "results.json";

    private static final int FORMAT = 1;
    private static final int DEEPEST_NESTING = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalDateTime date;
    private final String command;
    private final List<String> settings;
    private final List<Run> runs;

    /**
     * Creates results.
     *
     * @param date start of the comparison
     * @param command command line
     * @param settings options that every run has in common
     * @param runs finished runs
     */
    public Results(LocalDateTime date, String command, List<String> settings, List<Run> runs) {
        this.date = Require.given("date", date);
        this.command = Require.given("command", command);
        this.settings = List.copyOf(settings);
        this.runs = List.copyOf(runs);
    }

    /**
     * Returns the start of the comparison.
     *
     * @return local time
     */
    public LocalDateTime date() {
        return date;
    }

    /**
     * Returns the options that every run has in common.
     *
     * @return command-line arguments
     */
    public List<String> settings() {
        return settings;
    }

    /**
     * Returns the finished runs.
     *
     * @return in the order of their training
     */
    public List<Run> runs() {
        return runs;
    }

    /**
     * Writes the file atomically.
     *
     * @param directory the comparison's
     * @throws IOException if writing fails
     */
    public void write(Path directory) throws IOException {
        ObjectNode file = JSON.createObjectNode();
        file.put("format", FORMAT).put("date", date.toString()).put("command", command);
        settings.forEach(file.putArray("settings")::add);
        ArrayNode list = file.putArray("runs");
        runs.forEach(run -> write(run, list.addObject()));
        byte[] bytes = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(file);
        AtomicFile.write(directory.resolve(FILE), out -> out.write(bytes));
    }

    private static void write(Run run, ObjectNode node) {
        node.put("recipe", run.recipe().name()).put("seed", run.seed()).put("secondsPerEpoch", run.secondsPerEpoch());
        run.prunedShare().ifPresent(share -> node.put("prunedShare", share));
        run.robustness().ifPresent(attacked -> node.putObject("underAttack")
                .put("fgsm", attacked.fgsm())
                .put("pgd", attacked.pgd()));
        write(run.training(), node.putObject("training"));
        write(run.test(), node.putObject("test"));
        ArrayNode classes = node.putArray("classAccuracy");
        run.classAccuracy().forEach(accuracy -> classes.add(accuracy.isNaN() ? null : accuracy));
        ObjectNode curves = node.putObject("epochs");
        ArrayNode training = curves.putArray("training");
        run.trainingCurve().forEach(metrics -> write(metrics, training.addObject()));
        ArrayNode heldOut = curves.putArray("heldOut");
        run.heldOutCurve().forEach(metrics -> write(metrics, heldOut.addObject()));
    }

    private static void write(Metrics metrics, ObjectNode node) {
        node.put("accuracy", metrics.accuracy()).put("nll", metrics.nll()).put("ece", metrics.ece());
    }

    /**
     * Reads the file of a comparison.
     *
     * @param directory the comparison's
     * @return its results
     * @throws IOException if there is no such file, or it is damaged
     */
    public static Results read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            throw new IOException(directory + " has no " + FILE + ": it is not the folder of a comparison");
        }
        try {
            byte[] content = Files.readAllBytes(file);
            requireShallow(content);
            JsonNode node = JSON.readTree(content);
            if (node == null || node.path("format").asInt() != FORMAT) {
                throw new IOException("format must be " + FORMAT);
            }
            List<String> settings = new ArrayList<>();
            node.path("settings").forEach(setting -> settings.add(setting.asText()));
            List<Run> runs = new ArrayList<>();
            for (JsonNode run : node.path("runs")) {
                runs.add(run(run));
            }
            LocalDateTime date = LocalDateTime.parse(node.path("date").asText());
            return new Results(date, node.path("command").asText(), settings, runs);
        } catch (IOException | IllegalArgumentException | DateTimeParseException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Refuses nesting that would overflow the stack of recursive methods. */
    private static void requireShallow(byte[] content) throws IOException {
        try (JsonParser parser = JSON.getFactory().createParser(content)) {
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth > DEEPEST_NESTING) {
                    throw new IOException("nested more than " + DEEPEST_NESTING + " deep");
                }
            }
        }
    }

    private static Run run(JsonNode node) throws IOException {
        List<Double> classes = new ArrayList<>();
        node.path("classAccuracy").forEach(value -> classes.add(value.isNull() ? Double.NaN : value.asDouble()));
        JsonNode pruned = node.path("prunedShare");
        return new Run(
                Recipes.byName(node.path("recipe").asText()),
                number("seed", node).asLong(),
                metrics(node.path("training")),
                metrics(node.path("test")),
                pruned.isNumber() ? OptionalDouble.of(pruned.asDouble()) : OptionalDouble.empty(),
                robustness(node.path("underAttack")),
                number("secondsPerEpoch", node).asDouble(),
                classes,
                curve(node.path("epochs").path("training")),
                curve(node.path("epochs").path("heldOut")));
    }

    private static Optional<Robustness> robustness(JsonNode node) throws IOException {
        return node.isMissingNode()
                ? Optional.empty()
                : Optional.of(new Robustness(
                        number("fgsm", node).asDouble(), number("pgd", node).asDouble()));
    }

    private static List<Metrics> curve(JsonNode nodes) throws IOException {
        List<Metrics> curve = new ArrayList<>();
        for (JsonNode node : nodes) {
            curve.add(metrics(node));
        }
        return curve;
    }

    private static Metrics metrics(JsonNode node) throws IOException {
        return new Metrics(
                number("accuracy", node).asDouble(),
                number("nll", node).asDouble(),
                number("ece", node).asDouble());
    }

    private static JsonNode number(String name, JsonNode node) throws IOException {
        if (!node.path(name).isNumber()) {
            throw new IOException(name + " must be a number, but was " + node.path(name));
        }
        return node.path(name);
    }
}
