package io.github.dl4jregularizers.examples.training;

import io.github.dl4jregularizers.examples.Require;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The progress of a run, in memory and, with a directory, on disk. */
final class RunState {

    private static final String CSV = "epochs.csv";

    private final AnyNetwork network;
    private final Averaging averaging;
    private final Snapshots snapshots;
    private final Map<String, String> settings;
    private final Path directory;
    private final int patience;
    private final List<EpochLog> epochs = new ArrayList<>();
    private INDArray bestParameters;

    private RunState(
            TrainingOptions options,
            AnyNetwork network,
            Averaging averaging,
            Snapshots snapshots,
            Map<String, String> settings) {
        this.network = network;
        this.averaging = averaging;
        this.snapshots = snapshots;
        this.settings = settings;
        directory = options.directory();
        patience = options.patience();
    }

    /**
     * Starts or resumes a run. Writes a checkpoint before the first epoch: an unwritable directory shows at once, and
     * a killed run can always resume.
     */
    static RunState begin(
            TrainingOptions options,
            AnyNetwork network,
            Averaging averaging,
            Snapshots snapshots,
            Map<String, String> settings)
            throws IOException {
        RunState state = new RunState(options, network, averaging, snapshots, settings);
        if (options.resume()) {
            state.resume(options.epochs());
        } else if (state.directory != null) {
            Path last = state.directory.resolve(Checkpoint.LAST);
            if (Files.exists(last)) {
                throw new IllegalArgumentException(
                        last + " is already there: resume that run, or choose another directory");
            }
            Files.createDirectories(state.directory);
            state.save();
        }
        return state;
    }

    private void resume(int wantedEpochs) throws IOException {
        Path file = directory.resolve(Checkpoint.LAST);
        Checkpoint last = Checkpoint.read(file);
        last.requireSame(file, settings, network.configuration());
        Require.atLeast("epochs", wantedEpochs, last.epochs().size());
        network.continueFrom(new AnyNetwork(last.network()));
        epochs.addAll(last.epochs());
        EpochLog.writeCsv(directory.resolve(CSV), epochs);
        if (patience > 0 && best() > 0) {
            resumeBest();
        }
        averaging.continueFrom(last);
        snapshots.continueFrom(last);
    }

    /** The best epoch's file is written after the last one's: it may be missing only if both are the same epoch. */
    private void resumeBest() throws IOException {
        if (best() == epochs.size()) {
            keepBest();
            return;
        }
        Path file = directory.resolve(Checkpoint.BEST);
        Checkpoint best = Checkpoint.read(file);
        if (best.epochs().size() != best()) {
            throw new IOException(file + " is of epoch " + best.epochs().size() + ", but the best was " + best());
        }
        bestParameters = best.network().params();
    }

    /** Logs an epoch and writes all files. */
    void add(EpochLog epoch) throws IOException {
        epochs.add(epoch);
        if (directory != null) {
            save();
        }
        if (patience > 0 && best() == epochs.size()) {
            keepBest();
        }
    }

    private void save() throws IOException {
        Map<String, byte[]> further = new HashMap<>(averaging.entries());
        further.putAll(snapshots.entries());
        Checkpoint.write(directory.resolve(Checkpoint.LAST), network, settings, epochs, further);
        EpochLog.writeCsv(directory.resolve(CSV), epochs);
    }

    private void keepBest() throws IOException {
        bestParameters = network.model().params().dup();
        if (directory != null) {
            Checkpoint.write(directory.resolve(Checkpoint.BEST), network, settings, epochs, averaging.entries());
        }
    }

    List<EpochLog> epochs() {
        return epochs;
    }

    /** Returns the number of the epoch with the highest held-out accuracy; ties go to the lowest NLL; 0 for none. */
    private int best() {
        int best = 0;
        for (EpochLog epoch : epochs) {
            if (best == 0 || isBetter(epoch.heldOut(), epochs.get(best - 1).heldOut())) {
                best = epoch.epoch();
            }
        }
        return best;
    }

    private static boolean isBetter(Metrics one, Metrics other) {
        return one.accuracy() > other.accuracy() || one.accuracy() == other.accuracy() && one.nll() < other.nll();
    }

    boolean isOutOfPatience() {
        return patience > 0 && epochs.size() - best() >= patience;
    }

    /** Installs the average, or the best parameters with early stopping. Returns the number of their epoch. */
    int finish() {
        if (patience == 0) {
            averaging.swapIn();
            return epochs.size();
        }
        network.model().setParams(bestParameters);
        return best();
    }

    /** Advice for a diverged training. */
    String advice() {
        String advice = "; a lower learning rate may help";
        return directory == null
                ? advice
                : advice + "; " + directory.resolve(Checkpoint.LAST) + " is from before this epoch";
    }
}
