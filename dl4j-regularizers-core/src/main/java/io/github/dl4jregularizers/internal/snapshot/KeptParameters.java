package io.github.dl4jregularizers.internal.snapshot;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A listener that keeps copies of the parameters of one network. DL4J does not save listeners with a network: {@link
 * #save} and {@link #restore} use a separate file, {@link #write} and {@link #read} in any stream. Java serialization
 * keeps the state too, and the copy follows the next network that trains with it.
 */
public abstract class KeptParameters extends BaseTrainingListener implements Serializable {

    private static final long serialVersionUID = 1;

    private final String kind;
    private List<INDArray> kept = new ArrayList<>();
    private long seen;
    private long taken;
    private transient WeakReference<Model> followed;

    /**
     * Creates a listener without state.
     *
     * @param kind constant that marks files of this kind of listener; part of the file format
     */
    protected KeptParameters(String kind) {
        this.kind = kind;
    }

    /** Returns the copies so far, which a subclass may change in place. */
    public final List<INDArray> kept() {
        return kept;
    }

    /** Keeps a copy, cast to a data type and outside of all workspaces. */
    public final void keep(INDArray parameters, DataType type) {
        kept.add(parameters.dup().castTo(type).detach());
    }

    /** Counts an iteration or epoch; returns the number of those before. Refuses a second network. */
    public final long count(Model network) {
        if (followed == null) {
            followed = new WeakReference<>(network);
        } else if (followed.get() != network) {
            throw new IllegalStateException(
                    getClass().getSimpleName() + " follows one network, but was called by a second"
                            + " one, perhaps a copy that ParallelWrapper made. Add a separate listener to"
                            + " each network; write and"
                            + " read copy the state");
        }
        return seen++;
    }

    /** Returns the number of parameter vectors in the average. */
    public final long taken() {
        return taken;
    }

    /** Counts a parameter vector that went into the average. */
    public final void countTaken() {
        taken++;
    }

    /** Returns the network's parameters; refuses a network whose parameters do not match the copies. */
    public final INDArray parametersOf(Model network) {
        INDArray parameters = Arguments.required("network", network).params();
        if (!kept.isEmpty()) {
            INDArray copy = kept.get(0);
            if (copy.length() != parameters.length() || isDouble(copy) != isDouble(parameters)) {
                throw Arguments.invalid(
                        "parameters of the network",
                        copy.length() + " of type " + copy.dataType() + " as those kept",
                        parameters.length() + " of type " + parameters.dataType());
            }
        }
        return parameters;
    }

    private static boolean isDouble(INDArray array) {
        return array.dataType() == DataType.DOUBLE;
    }

    /**
     * Writes the state to a file. The file is replaced in one step: a crash leaves the old one.
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
     * Continues from the state in a file. Settings stay those of this listener.
     *
     * @param file that {@link #save} wrote for a listener of this class
     * @throws IOException if the file is missing, truncated, damaged, of another kind or of an earlier version; the
     *     message names it, and the state is unchanged
     */
    public final void restore(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            read(in);
        } catch (ParameterFile.DamagedException e) {
            throw new IOException(
                    file + " cannot be read as the state of " + getClass().getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Writes the state.
     *
     * @param out stays open
     * @throws IOException if writing fails
     */
    public final void write(OutputStream out) throws IOException {
        new ParameterFile(seen, taken, kept).write(out, kind);
    }

    /**
     * Continues from a state, with the next network that trains. Settings stay those of this listener.
     *
     * @param in read to its end; stays open
     * @throws IOException if {@link #write} did not write it for a listener of this class; the state is unchanged
     */
    public final void read(InputStream in) throws IOException {
        ParameterFile file = ParameterFile.read(in, kind);
        seen = file.seen;
        taken = file.taken;
        kept = file.kept;
        followed = null;
    }
}
