package io.github.dl4jregularizers.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ArrayNode;

/** Results of {@link PeersBenchmark}: a table for reading, and JSON for programs. */
final class PeersTable {

    private final List<Row> rows = new ArrayList<>();

    /** Adds a measurement; refuses a network with another number of trained parameters. */
    void add(PeerNetwork network, int threads, boolean busy, Peer peer, StepTimes times) {
        measured()
                .filter(row -> row.network == network && row.times.weights != times.weights)
                .findFirst()
                .ifPresent(row -> {
                    throw new IllegalStateException(network + " has " + row.times.weights + " trained parameters in "
                            + row.peer + ", but " + times.weights + " in " + peer);
                });
        rows.add(new Row(network, threads, busy, peer, times, null));
    }

    /** Adds a row without times. */
    void addFailure(PeerNetwork network, int threads, boolean busy, Peer peer, String reason) {
        rows.add(new Row(network, threads, busy, peer, null, reason));
    }

    boolean hasFailures() {
        return rows.stream().anyMatch(row -> row.failure != null);
    }

    private Stream<Row> measured() {
        return rows.stream().filter(row -> row.failure == null);
    }

    /** Returns the time of the fastest peer that is not on DL4J, divided by the time of this row. */
    private double ratio(Row row, ToDoubleFunction<StepTimes> time) {
        return measured()
                        .filter(other -> other.network == row.network
                                && other.threads == row.threads
                                && other.busy == row.busy
                                && !other.peer.isOnDl4j())
                        .mapToDouble(other -> time.applyAsDouble(other.times))
                        .min()
                        .orElse(Double.NaN)
                / time.applyAsDouble(row.times);
    }

    @Override
    public String toString() {
        StringBuilder table = new StringBuilder();
        table.append("| network | threads | other load | peer | training, ms: least (median) | ratio |"
                + " inference, ms: least (median) | ratio |\n|---|---|---|---|---|---|---|---|\n");
        for (Row row : rows) {
            table.append(String.format(
                    Locale.ROOT, "| %s | %d | %s | %s |", row.network, row.threads, row.load(), row.peer));
            table.append(row.failure == null ? cells(row) : " failed: " + row.failure.replace('|', '/') + " | | | |");
            table.append('\n');
        }
        return table.toString();
    }

    private String cells(Row row) {
        return String.format(
                Locale.ROOT,
                " %.2f (%.2f) | %.2f | %.2f (%.2f) | %.2f |",
                row.times.trainingLeast,
                row.times.trainingMedian,
                ratio(row, times -> times.trainingLeast),
                row.times.inferenceLeast,
                row.times.inferenceMedian,
                ratio(row, times -> times.inferenceLeast));
    }

    /** Writes an array with one object per row. */
    void write(Path file) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ArrayNode json = mapper.createArrayNode();
        for (Row row : rows) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("network", row.network.toString());
            values.put("threads", row.threads);
            values.put("load", row.load());
            values.put("peer", row.peer.toString());
            if (row.failure != null) {
                values.put("failure", row.failure);
            } else {
                values.put("version", row.times.version);
                values.put("weights", row.times.weights);
                values.put("trainingLeastMs", row.times.trainingLeast);
                values.put("trainingMedianMs", row.times.trainingMedian);
                values.put("inferenceLeastMs", row.times.inferenceLeast);
                values.put("inferenceMedianMs", row.times.inferenceMedian);
            }
            json.add(mapper.valueToTree(values));
        }
        mapper.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), json);
    }

    /** One measurement: either times or the reason of a failure. */
    private static final class Row {

        private final PeerNetwork network;
        private final int threads;
        private final boolean busy;
        private final Peer peer;
        private final StepTimes times;
        private final String failure;

        private Row(PeerNetwork network, int threads, boolean busy, Peer peer, StepTimes times, String failure) {
            this.network = network;
            this.threads = threads;
            this.busy = busy;
            this.peer = peer;
            this.times = times;
            this.failure = failure;
        }

        private String load() {
            return busy ? "one busy core" : "idle";
        }
    }
}
