package io.github.dl4jregularizers.ensemble;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.NetworkCopy;
import io.github.dl4jregularizers.internal.snapshot.KeptParameters;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Keeps the parameters once per cycle of a cyclic learning rate, where the rate is lowest: an ensemble for the cost of
 * one training.
 *
 * <p>{@link #everyIterations} takes a snapshot after every {@code cycle} iterations. Use a schedule that restarts every
 * {@code cycle} iterations. {@link #midCycle} takes it in the middle of each cycle, for fast geometric ensembling with
 * {@code TriangularSchedule}. {@link #members} builds an {@link Ensemble} of the snapshots.
 *
 * <p>Default: keeps the last 5 snapshots. Each costs the memory of the parameters. Not for {@code ParallelWrapper},
 * whose workers train copies.
 *
 * <pre>{@code SnapshotEnsemble.everyIterations(400).withMembers(3)}</pre>
 *
 * <p>Papers: Huang et al., "Snapshot Ensembles: Train 1, Get M for Free", ICLR 2017; Garipov et al., "Loss Surfaces,
 * Mode Connectivity, and Fast Ensembling of DNNs", NeurIPS 2018.
 */
public final class SnapshotEnsemble extends KeptParameters {

    private static final long serialVersionUID = 1;

    private static final int DEFAULT_MEMBERS = 5;

    private final int cycle;
    private final int members;
    private final boolean isMidCycle;

    private SnapshotEnsemble(int cycle, int members, boolean isMidCycle) {
        super("snapshots");
        this.isMidCycle = isMidCycle;
        this.cycle = Arguments.atLeast("cycle", cycle, 1);
        this.members = Arguments.atLeast("members", members, 1);
    }

    /**
     * Creates a listener that takes a snapshot per cycle.
     *
     * @param cycle length of a cycle in iterations, at least 1
     * @return the listener
     * @throws IllegalArgumentException if cycle is below 1
     */
    public static SnapshotEnsemble everyIterations(int cycle) {
        return new SnapshotEnsemble(cycle, DEFAULT_MEMBERS, false);
    }

    /**
     * Creates a listener that takes a snapshot in the middle of each cycle of the network's iterations, where {@code
     * TriangularSchedule} has its lowest rate (fast geometric ensembling). Start from a trained network; the paper uses
     * cycles of 2 to 4 epochs.
     *
     * @param cycle length of a cycle in iterations, even, at least 2
     * @return the listener
     * @throws IllegalArgumentException if cycle is odd or below 2
     */
    public static SnapshotEnsemble midCycle(int cycle) {
        if (Arguments.atLeast("cycle", cycle, 2) % 2 != 0) {
            throw Arguments.invalid("cycle", "even", cycle);
        }
        return new SnapshotEnsemble(cycle, DEFAULT_MEMBERS, true);
    }

    /**
     * Returns a new listener with the same cycle that keeps another number of snapshots.
     *
     * @param last number of snapshots to keep, the latest, at least 1
     * @return a new listener without state
     * @throws IllegalArgumentException if last is below 1
     */
    public SnapshotEnsemble withMembers(int last) {
        return new SnapshotEnsemble(cycle, last, isMidCycle);
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        long seen = count(model) + 1;
        boolean isLowest = isMidCycle ? iteration % cycle + 1 == cycle / 2 : seen % cycle == 0;
        if (isLowest) {
            INDArray parameters = parametersOf(model);
            while (kept().size() > members) {
                kept().remove(0);
            }
            if (kept().size() == members) {
                kept().add(kept().remove(0).assign(parameters));
            } else {
                keep(parameters, parameters.dataType());
            }
        }
    }

    /**
     * Builds an ensemble of the snapshots.
     *
     * @param network that this listener follows, for its configuration
     * @return new networks, the oldest first
     * @throws IllegalStateException if no cycle has ended yet
     * @throws IllegalArgumentException if the network has other parameters than the snapshots
     */
    public Ensemble members(Model network) {
        if (kept().isEmpty()) {
            throw new IllegalStateException("No snapshot yet: the first is taken after "
                    + (isMidCycle ? cycle / 2 : cycle) + " iterations with this listener");
        }
        parametersOf(network);
        return Ensemble.of(kept().stream()
                .map(parameters -> NetworkCopy.with(network, parameters))
                .collect(Collectors.toList()));
    }
}
