package io.github.dl4jregularizers.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ArrayNode;

/** Results of {@link PeersBenchmark}: a table for reading, and JSON for programs. */
final class PeersTable {

    private final List<Row> rows = new ArrayList<>();

    /** Adds a measurement; refuses a network with another number of trained parameters. */
    void add(PeerNetwork network, int threads, boolean busy, Peer peer, StepTimes times) {
        rows.stream()
                .filter(row -> row.network == network && row.times.weights != times.weights)
                .findFirst()
                .ifPresent(row -> {
                    throw new IllegalStateException(network + " has " + row.times.weights + " trained parameters in "
                            + row.peer + ", but " + times.weights + " in " + peer);
                });
        rows.add(new Row(network, threads, busy, peer, times));
    }

    /** Returns the fastest of the peers that are not on DL4J divided by this row: above 1 is faster than they. */
    private double ratio(Row row, ToDoubleFunction<StepTimes> time) {
        return rows.stream()
                        .filter(other -> other.network == row.network
                                && other.threads == row.threads
                                && other.busy == row.busy
                                && other.peer.needsPython())
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
                    Locale.ROOT,
                    "| %s | %d | %s | %s | %.2f (%.2f) | %.2f | %.2f (%.2f) | %.2f |%n",
                    row.network,
                    row.threads,
                    row.load(),
                    row.peer,
                    row.times.trainingLeast,
                    row.times.trainingMedian,
                    ratio(row, times -> times.trainingLeast),
                    row.times.inferenceLeast,
                    row.times.inferenceMedian,
                    ratio(row, times -> times.inferenceLeast)));
        }
        return table.toString();
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
            values.put("version", row.times.version);
            values.put("weights", row.times.weights);
            values.put("trainingLeastMs", row.times.trainingLeast);
            values.put("trainingMedianMs", row.times.trainingMedian);
            values.put("inferenceLeastMs", row.times.inferenceLeast);
            values.put("inferenceMedianMs", row.times.inferenceMedian);
            json.add(mapper.valueToTree(values));
        }
        mapper.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), json);
    }

    /** One measurement. */
    private static final class Row {

        private final PeerNetwork network;
        private final int threads;
        private final boolean busy;
        private final Peer peer;
        private final StepTimes times;

        private Row(PeerNetwork network, int threads, boolean busy, Peer peer, StepTimes times) {
            this.network = network;
            this.threads = threads;
            this.busy = busy;
            this.peer = peer;
            this.times = times;
        }

        private String load() {
            return busy ? "one busy core" : "idle";
        }
    }
}
