package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.ConfigurationChange;
import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.internal.Arguments;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Drop rates that grow linearly with depth, and DropPath for existing graphs.
 *
 * <p>Paper: Huang et al., "Deep Networks with Stochastic Depth", ECCV 2016. Its p_l are survival probabilities: p_L =
 * 0.5 is a final drop rate of 0.5. {@link #fromZero} is the rule of PyTorch Image Models (timm).
 */
public final class StochasticDepth {

    private StochasticDepth() {}

    /**
     * Computes the paper's linear rule: d_l = l / L d_L for l = 1 .. L.
     *
     * @param blocks number of blocks L, at least 1
     * @param finalDropRate drop rate d_L of the last block, in [0, 1)
     * @return one rate per block, the first one next to the input
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public static DropRate[] linear(int blocks, double finalDropRate) {
        return rates(blocks, finalDropRate, block -> (block + 1.0) / blocks);
    }

    /**
     * Computes the linear rule that never drops the first block: d_l = (l - 1) / (L - 1) d_L, and 0 for L = 1.
     *
     * @param blocks number of blocks L, at least 1
     * @param finalDropRate drop rate d_L of the last block, in [0, 1)
     * @return one rate per block, the first one next to the input
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public static DropRate[] fromZero(int blocks, double finalDropRate) {
        return rates(blocks, finalDropRate, block -> blocks == 1 ? 0 : block / (blocks - 1.0));
    }

    private static DropRate[] rates(int blocks, double finalDropRate, IntToDoubleFunction share) {
        Arguments.atLeast("blocks", blocks, 1);
        Arguments.rate("finalDropRate", finalDropRate);
        return IntStream.range(0, blocks)
                .mapToObj(block -> DropRate.of(share.applyAsDouble(block) * finalDropRate))
                .toArray(DropRate[]::new);
    }

    /**
     * Inserts a {@link DropPathVertex}, per example, at the end of each residual branch. The rates are those of
     * {@link #linear}, in topological order.
     *
     * <p>A residual branch is one of several paths from a common source to an {@code ElementWiseVertex} that adds
     * them: the path with the most exclusive layers. Ties and concatenated paths are not changed; {@link #plan}
     * lists the reasons.
     *
     * <p>Parameters keep their names: {@code setParamTable} moves a trained graph's to the changed one.
     *
     * @param conf a built configuration, which is not changed
     * @param finalDropRate drop rate of the last branch, in [0, 1)
     * @return a changed copy
     * @throws IllegalArgumentException if finalDropRate is outside its range, or there is no residual branch
     */
    public static ComputationGraphConfiguration insertInto(ComputationGraphConfiguration conf, double finalDropRate) {
        ComputationGraphConfiguration copy = Arguments.required("conf", conf).clone();
        inserted(conf, finalDropRate)
                .forEach(placement -> placement.applyTo(copy, new DropPathVertex(placement.rate())));
        return copy;
    }

    private static List<DropPathPlacement> inserted(ComputationGraphConfiguration conf, double finalDropRate) {
        List<DropPathPlacement> plan = plan(conf, finalDropRate);
        List<DropPathPlacement> inserted =
                plan.stream().filter(DropPathPlacement::isInserted).collect(Collectors.toList());
        if (inserted.isEmpty()) {
            throw Arguments.invalid(
                    "conf", "a graph with residual branches, which an ElementWiseVertex adds to a shorter path", plan);
        }
        return inserted;
    }

    /**
     * Replaces each residual branch that {@link #insertInto} would drop by a {@link ResidualBlock}, dropped per batch
     * at the same rates. A dropped branch is not computed.
     *
     * <p>A branch that is no chain of layers, such as one with concatenated paths, stays and has a {@link
     * DropPathVertex} at its end, per batch. {@link FusedNetworks#of} can fuse the rest of the result.
     *
     * @param conf a built configuration, which is not changed
     * @param finalDropRate drop rate of the last branch, in [0, 1)
     * @return a changed copy
     * @throws IllegalArgumentException if finalDropRate is outside its range, or there is no residual branch
     */
    public static ComputationGraphConfiguration insertBlocks(ComputationGraphConfiguration conf, double finalDropRate) {
        return blocks(conf, finalDropRate).configuration();
    }

    /**
     * Does the same for a network, trained or not.
     *
     * @param network an initialized network, which is not changed
     * @param finalDropRate drop rate of the last branch, in [0, 1)
     * @return a changed network with copies of the parameters and the updater state, and the same listeners
     * @throws IllegalArgumentException if the network is missing or not initialized, finalDropRate is outside its
     *     range, or there is no residual branch
     */
    public static ComputationGraph insertBlocks(ComputationGraph network, double finalDropRate) {
        return NetworkRewriting.fuse(network, conf -> blocks(conf, finalDropRate));
    }

    private static Rewriting<ComputationGraphConfiguration> blocks(
            ComputationGraphConfiguration conf, double finalDropRate) {
        List<DropPathPlacement> inserted = inserted(conf, finalDropRate);
        GraphFusion fusion = new GraphFusion(conf);
        for (DropPathPlacement placement : inserted) {
            String branch = placement.branch().orElseThrow();
            if (fusion.block(placement.meeting(), branch, placement.rate()).isPresent()) {
                DropPathVertex vertex = new DropPathVertex.Builder()
                        .dropRate(placement.rate())
                        .perExample(false)
                        .build();
                placement.applyTo(fusion.rewriting().configuration(), vertex);
            }
        }
        return fusion.rewriting();
    }

    /**
     * Makes {@link #insertInto} a step of a chain of changes, as in
     * {@code StochasticDepth.insertion(0.2).andThen(AdamW.builder().build())}.
     *
     * @param finalDropRate drop rate of the last branch, in [0, 1)
     * @return the change; it refuses the configuration of a {@code MultiLayerNetwork}, which has no branches
     * @throws IllegalArgumentException if finalDropRate is outside its range
     */
    public static ConfigurationChange insertion(double finalDropRate) {
        Arguments.rate("finalDropRate", finalDropRate);
        return new ConfigurationChange() {
            @Override
            public MultiLayerConfiguration applyTo(MultiLayerConfiguration conf) {
                throw Arguments.invalid(
                        "conf",
                        "of a ComputationGraph (in a MultiLayerNetwork, use ResidualBlock)",
                        Arguments.required("conf", conf).getClass().getSimpleName());
            }

            @Override
            public ComputationGraphConfiguration applyTo(ComputationGraphConfiguration conf) {
                return insertInto(conf, finalDropRate);
            }

            @Override
            public String toString() {
                return "StochasticDepth.insertion(" + finalDropRate + ")";
            }
        };
    }

    /**
     * Lists the decisions of {@link #insertInto}, one per vertex with several inputs.
     *
     * @param conf a built configuration, which is not changed
     * @param finalDropRate drop rate of the last branch, in [0, 1)
     * @return in topological order
     * @throws IllegalArgumentException if finalDropRate is outside its range
     */
    public static List<DropPathPlacement> plan(ComputationGraphConfiguration conf, double finalDropRate) {
        Arguments.rate("finalDropRate", finalDropRate);
        return new ResidualBranches(Arguments.required("conf", conf)).placements(finalDropRate);
    }
}
