package io.github.dl4jregularizers.examples.training;

import io.github.dl4jregularizers.ensemble.SnapshotEnsemble;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The snapshots of a run, if it keeps any. They are saved in the checkpoint, so that a run resumes exactly. */
final class Snapshots {

    private static final String STATE = "snapshots.bin";

    private final AnyNetwork network;
    /** Null without snapshots. */
    private final SnapshotEnsemble snapshots;

    /**
     * Creates the snapshots of a run.
     *
     * @param network network in training
     * @param options options of the run
     */
    Snapshots(AnyNetwork network, TrainingOptions options) {
        this.network = network;
        this.snapshots =
                options.snapshots() == null ? null : options.snapshots().get();
    }

    /** Attaches the snapshots to the training. */
    void listen() {
        if (snapshots != null) {
            network.model().addListeners(snapshots);
        }
    }

    /** Returns the predictor that the run ends with: the ensemble of the snapshots, or the network. */
    UnaryOperator<INDArray> predictor() {
        return snapshots == null ? network::output : snapshots.members(network.model())::predict;
    }

    /** Returns the entries that a checkpoint needs besides the network. */
    Map<String, byte[]> entries() throws IOException {
        if (snapshots == null) {
            return Map.of();
        }
        ByteArrayOutputStream state = new ByteArrayOutputStream();
        snapshots.write(state);
        return Map.of(STATE, state.toByteArray());
    }

    /** Resumes from a checkpoint. */
    void continueFrom(Checkpoint checkpoint) throws IOException {
        if (snapshots != null) {
            snapshots.read(new ByteArrayInputStream(checkpoint.further(STATE)));
        }
    }
}
