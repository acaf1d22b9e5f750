package io.github.dl4jregularizers.benchmark;

import io.github.dl4jregularizers.depth.ResidualBlock;
import io.github.dl4jregularizers.depth.StochasticDepth;
import io.github.dl4jregularizers.examples.network.BlockChange;
import io.github.dl4jregularizers.examples.network.NetworkOptions;
import io.github.dl4jregularizers.examples.network.Networks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

/** Measures training steps with and without stochastic depth, and with fewer blocks, in one process. */
final class StochasticDepthProcess {

    static final double FINAL_DROP_RATE = 0.5;
    private static final int STAGES = 3;
    private static final int WARM_UP_STEPS = 3;

    private final int blocks;
    private final DataSet batch;
    /** The full network, one with each of the stages shortened, and the one with stochastic depth. */
    private final List<ComputationGraph> networks = new ArrayList<>();

    private final AtomicInteger[] skips =
            IntStream.range(0, STAGES).mapToObj(stage -> new AtomicInteger()).toArray(AtomicInteger[]::new);

    private StochasticDepthProcess(int blocks, int batch) {
        this.blocks = blocks;
        this.batch = ResidualNetworkVariant.batch(batch);
        BlockChange always = (block, index, count) -> block;
        networks.add(network(always, UnaryOperator.identity()));
        for (int stage = 1; stage <= STAGES; stage++) {
            int shortened = stage;
            networks.add(network(always, conf -> withOneBlock(conf, shortened)));
        }
        networks.add(network(
                (block, index, count) -> block.dropRate(StochasticDepth.linear(count, FINAL_DROP_RATE)[index - 1]),
                this::counted));
    }

    /**
     * Prints a {@link DepthRound} for each round.
     *
     * @param arguments blocks in a stage, batch size, rounds, steps of each network in a round
     */
    public static void main(String[] arguments) {
        StochasticDepthProcess process =
                new StochasticDepthProcess(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
        process.round(WARM_UP_STEPS);
        for (int round = 0; round < Integer.parseInt(arguments[2]); round++) {
            System.out.println(process.round(Integer.parseInt(arguments[3])));
        }
    }

    private ComputationGraph network(BlockChange ofBlock, UnaryOperator<ComputationGraphConfiguration> change) {
        return (ComputationGraph) Networks.build(
                ResidualNetworkVariant.name(blocks),
                NetworkOptions.builder()
                        .seed(1)
                        .updater(new Sgd(1e-3))
                        .block(ofBlock)
                        .graph(conf -> ResidualNetworkVariant.enable(change.apply(conf)))
                        .build());
    }

    private static String block(int stage, int index) {
        return "stage" + stage + "-block" + index;
    }

    private ComputationGraphConfiguration withOneBlock(ComputationGraphConfiguration conf, int stage) {
        for (int index = 2; index <= blocks; index++) {
            conf.getVertices().remove(block(stage, index));
            conf.getVertexInputs().remove(block(stage, index));
        }
        String last = block(stage, blocks);
        conf.getVertexInputs()
                .values()
                .forEach(inputs -> inputs.replaceAll(input -> input.equals(last) ? block(stage, 1) : input));
        return conf;
    }

    private ComputationGraphConfiguration counted(ComputationGraphConfiguration conf) {
        for (int stage = 1; stage <= STAGES; stage++) {
            for (int index = 1; index <= blocks; index++) {
                LayerVertex vertex = (LayerVertex) conf.getVertices().get(block(stage, index));
                ResidualBlock block = (ResidualBlock) vertex.getLayerConf().getLayer();
                double keep = 1 - block.dropRate().at(0, 0);
                vertex.getLayerConf().setLayer(block.withNoise(new CountedSkips(keep, skips[stage - 1])));
            }
        }
        return conf;
    }

    private DepthRound round(int steps) {
        Arrays.stream(skips).forEach(skip -> skip.set(0));
        double[] milliseconds = new double[networks.size()];
        for (int step = 0; step < steps; step++) {
            for (int i = 0; i < milliseconds.length; i++) {
                long start = System.nanoTime();
                networks.get(i).fit(batch);
                milliseconds[i] += (System.nanoTime() - start) / 1e6 / steps;
            }
        }
        return new DepthRound(
                blocks,
                milliseconds[0],
                Arrays.copyOfRange(milliseconds, 1, 1 + STAGES),
                milliseconds[1 + STAGES],
                Arrays.stream(skips)
                        .mapToDouble(skip -> (double) skip.get() / steps)
                        .toArray());
    }
}
