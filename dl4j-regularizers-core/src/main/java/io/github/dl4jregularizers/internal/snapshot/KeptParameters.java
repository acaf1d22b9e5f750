package io.github.dl4jregularizers.internal.snapshot;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A listener that keeps parameters of the network it listens to. DL4J does not save listeners with a network: {@link
 * #save} and {@link #restore} keep this one's state in a file of its own, {@link #write} and {@link #read} in any stream.
 */
public abstract class KeptParameters extends BaseTrainingListener {

    private List<INDArray> kept = new ArrayList<>();
    private long seen;
    private long taken;
    private WeakReference<Model> listenedTo;

    /** The parameters kept so far, to be changed in place. */
    public final List<INDArray> kept() {
        return kept;
    }

    /** Keeps a copy, which outlives whatever workspace training has open. */
    public final void keep(INDArray parameters) {
        kept.add(parameters.dup().detach());
    }

    /** Counts an iteration or epoch; returns how many there were before. Refuses another network than the times before. */
    public final long count(Model network) {
        if (listenedTo == null) {
            listenedTo = new WeakReference<>(network);
        } else if (listenedTo.get() != network) {
            throw new IllegalStateException(getClass().getSimpleName() + " listens to one network, but was called by a"
                    + " second one, perhaps a copy as ParallelWrapper makes them: each needs a listener of its own"
                    + " (write and read carry the state over)");
        }
        return seen++;
    }

    /** How many parameters the average is of. */
    public final long taken() {
        return taken;
    }

    public final void countTaken() {
        taken++;
    }

    /** The network's parameters, checked to be of the network that was listened to before. */
    public final INDArray parametersOf(Model network) {
        INDArray parameters = Arguments.required("network", network).params();
        if (!kept.isEmpty()) {
            INDArray before = kept.get(0);
            if (before.length() != parameters.length() || before.dataType() != parameters.dataType()) {
                throw Arguments.invalid(
                        "parameters of the network",
                        before.length() + " of type " + before.dataType() + " as those kept",
                        parameters.length() + " of type " + parameters.dataType());
            }
        }
        return parameters;
    }

    /**
     * Writes the state to a file: replaces it in one step, so that a crash leaves the old one.
     *
     * @param file to write
     * @throws IOException if it cannot be written
     */
    public final void save(Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
            write(out);
        }
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Continues with the state in a file; settings are the constructor's.
     *
     * @param file that {@link #save} wrote for a listener of this class
     * @throws IOException if it is missing, truncated, damaged or something else; the message names it, and the state
     *     stays as it was
     */
    public final void restore(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            read(in);
        } catch (ParameterFile.DamagedException e) {
            throw new IOException(
                    file + " is no usable state of " + getClass().getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Writes the state.
     *
     * @param out where to; stays open
     * @throws IOException if that fails
     */
    public final void write(OutputStream out) throws IOException {
        new ParameterFile(seen, taken, kept).write(out, getClass().getSimpleName());
    }

    /**
     * Continues with a state, with the network that is next to train; settings are the constructor's.
     *
     * @param in read to its end, stays open
     * @throws IOException if it is not what {@link #write} wrote for a listener of this class; the state stays as it was
     */
    public final void read(InputStream in) throws IOException {
        ParameterFile file = ParameterFile.read(in, getClass().getSimpleName());
        seen = file.seen;
        taken = file.taken;
        kept = file.kept;
        listenedTo = null;
    }
}
