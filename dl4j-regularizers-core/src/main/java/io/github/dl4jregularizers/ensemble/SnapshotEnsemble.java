package io.github.dl4jregularizers.ensemble;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.NetworkCopy;
import io.github.dl4jregularizers.internal.snapshot.KeptParameters;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Keeps the parameters at the end of each cycle of a cyclic learning rate: the members of an ensemble for the price of one
 * training.
 *
 * <p>A snapshot is taken after every {@code cycle} iterations, when the rate is lowest, by a schedule that restarts every
 * {@code cycle} iterations. {@link Ensemble} averages the members' predictions.
 *
 * <p>Not for {@code ParallelWrapper}, whose workers train copies.
 *
 * <p>Paper: Huang et al., "Snapshot Ensembles: Train 1, Get M for Free", ICLR 2017.
 */
public final class SnapshotEnsemble extends KeptParameters {

    private final int cycle;
    private final int members;

    /**
     * Snapshots of every cycle.
     *
     * @param cycle iterations a cycle, at least 1
     * @param members how many of the last snapshots to keep, at least 1
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public SnapshotEnsemble(int cycle, int members) {
        this.cycle = Arguments.atLeast("cycle", cycle, 1);
        this.members = Arguments.atLeast("members", members, 1);
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        if ((count(model) + 1) % cycle == 0) {
            INDArray parameters = parametersOf(model);
            while (kept().size() > members) {
                kept().remove(0);
            }
            if (kept().size() == members) {
                kept().add(kept().remove(0).assign(parameters));
            } else {
                keep(parameters);
            }
        }
    }

    private List<INDArray> snapshots(Model network) {
        if (kept().isEmpty()) {
            throw new IllegalStateException(
                    "No snapshot yet: the first is taken after " + cycle + " iterations with this listener");
        }
        parametersOf(network);
        return kept();
    }

    /**
     * The members so far.
     *
     * @param network the one that was listened to, for its configuration
     * @return new networks, the oldest first
     * @throws IllegalStateException if no cycle has ended yet
     */
    public Ensemble members(MultiLayerNetwork network) {
        List<MultiLayerNetwork> networks = new ArrayList<>();
        snapshots(network).forEach(parameters -> networks.add(NetworkCopy.with(network, parameters)));
        return Ensemble.of(networks.toArray(new MultiLayerNetwork[0]));
    }

    /**
     * The members so far.
     *
     * @param network the one that was listened to, for its configuration
     * @return new networks, the oldest first
     * @throws IllegalStateException if no cycle has ended yet
     */
    public Ensemble members(ComputationGraph network) {
        List<ComputationGraph> networks = new ArrayList<>();
        snapshots(network).forEach(parameters -> networks.add(NetworkCopy.with(network, parameters)));
        return Ensemble.of(networks.toArray(new ComputationGraph[0]));
    }
}
