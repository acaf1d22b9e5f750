package io.github.dl4jregularizers.benchmark;

import io.github.dl4jregularizers.benchmark.NeutralPathNetwork.Part;
import io.github.dl4jregularizers.internal.backend.Backend;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Times a training step of every variant in turns, and prints the median of each. */
public final class NeutralPathProcess {

    private static final int WARM_UP = 5;

    private NeutralPathProcess() {}

    /**
     * Runs the measurement.
     *
     * @param arguments examples per batch, seconds
     */
    public static void main(String[] arguments) {
        int batch = Integer.parseInt(arguments[0]);
        long seconds = Long.parseLong(arguments[1]);
        System.out.println("PATH " + Backend.current());
        INDArray images = Nd4j.rand(batch, 3, 32, 32);
        INDArray labels = Nd4j.zeros(batch, 10);
        for (int i = 0; i < batch; i++) {
            labels.putScalar(i, i % 10, 1);
        }
        Map<String, ComputationGraph> networks = networks();
        Map<String, List<Double>> times = new LinkedHashMap<>();
        networks.keySet().forEach(name -> times.put(name, new ArrayList<>()));
        long end = 0;
        for (int round = 0; round < WARM_UP + 3 || System.nanoTime() < end; round++) {
            if (round == WARM_UP) {
                times.values().forEach(List::clear);
                end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            }
            networks.forEach((name, network) -> {
                long start = System.nanoTime();
                network.fit(new INDArray[] {images}, new INDArray[] {labels});
                times.get(name).add((System.nanoTime() - start) / 1e6);
            });
        }
        times.forEach((name, list) -> System.out.printf(Locale.ROOT, "STEP %s %.3f%n", name, median(list)));
    }

    private static Map<String, ComputationGraph> networks() {
        Map<String, ComputationGraph> networks = new LinkedHashMap<>();
        networks.put("dl4j", (ComputationGraph) NeutralPathNetwork.of());
        for (Part part : Part.values()) {
            networks.put(part.name().toLowerCase(Locale.ROOT), (ComputationGraph) NeutralPathNetwork.of(part));
        }
        networks.put("all", (ComputationGraph) NeutralPathNetwork.of(Part.values()));
        return networks;
    }

    private static double median(List<Double> times) {
        Collections.sort(times);
        return times.get(times.size() / 2);
    }
}
