package io.github.dl4jregularizers.benchmark;

import io.github.dl4jregularizers.examples.network.BlockChange;
import io.github.dl4jregularizers.examples.network.NetworkOptions;
import io.github.dl4jregularizers.examples.network.Networks;
import io.github.dl4jregularizers.residual.LayerSequence;
import io.github.dl4jregularizers.residual.ResidualBlock;
import io.github.dl4jregularizers.residual.StochasticDepth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

/** Measures training steps with and without stochastic depth, and with fewer blocks, in one process. */
final class StochasticDepthProcess {

    static final double FINAL_DROP_RATE = 0.5;
    private static final int STAGES = 3;
    private static final int WARM_UP_STEPS = 3;
    private static final String SEQUENCE = "stages1-3";
    private static final int STEM_LAYERS = 3;

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

    /** The first of a stage's blocks, among the layers of the one layer in which they are. */
    private int first(int stage) {
        return STEM_LAYERS + (stage - 1) * blocks;
    }

    private static ComputationGraphConfiguration changed(
            ComputationGraphConfiguration conf, UnaryOperator<List<Layer>> change) {
        LayerVertex vertex = (LayerVertex) conf.getVertices().get(SEQUENCE);
        LayerSequence sequence = (LayerSequence) vertex.getLayerConf().getLayer();
        List<Layer> layers = change.apply(new ArrayList<>(sequence.innerLayers().values()));
        LayerSequence changed = new LayerSequence(layers.toArray(new Layer[0]));
        changed.setLayerName(SEQUENCE);
        vertex.getLayerConf().setLayer(changed);
        return conf;
    }

    private ComputationGraphConfiguration withOneBlock(ComputationGraphConfiguration conf, int stage) {
        return changed(conf, layers -> {
            layers.subList(first(stage) + 1, first(stage) + blocks).clear();
            return layers;
        });
    }

    private ComputationGraphConfiguration counted(ComputationGraphConfiguration conf) {
        return changed(conf, layers -> {
            for (int i = STEM_LAYERS; i < layers.size(); i++) {
                ResidualBlock block = (ResidualBlock) layers.get(i);
                double keep = 1 - block.dropRate().at(0, 0);
                layers.set(i, block.withNoise(new CountedSkips(keep, skips[(i - STEM_LAYERS) / blocks])));
            }
            return layers;
        });
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
