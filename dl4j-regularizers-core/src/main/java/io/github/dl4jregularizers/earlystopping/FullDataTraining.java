package io.github.dl4jregularizers.earlystopping;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Trains on training and validation data together, for the duration that early stopping found.
 *
 * <p>Two strategies. {@link #forUpdates} starts over with a new network and takes as many updates as the best one had:
 * its iteration count. {@link #untilLoss} continues from the best network until the loss on the validation data is
 * below the training loss at the early stop. The validation data are then trained on too. The number of epochs is
 * limited.
 *
 * <p>{@link #resumable} saves the network after every epoch. A run with the same file continues from the saved network
 * and updater state, and skips the batches that were trained on. The result equals that of an uninterrupted run for the
 * same order of batches and a network without noise.
 *
 * <p>Defaults: not resumable. Immutable settings. For networks of one input and one output.
 *
 * <pre>{@code
 * long updates = result.getBestModel().getIterationCount();
 * MultiLayerNetwork network = FullDataTraining.forUpdates(updates).fit(newNetwork, allData);
 * }</pre>
 *
 * <p>Book: Goodfellow, Bengio and Courville, "Deep Learning", MIT Press 2016, section 7.8, algorithms 7.2 and 7.3.
 */
public final class FullDataTraining {

    private final long updates;
    private final double target;
    private final ToDoubleFunction<? super Model> loss;
    private final int mostEpochs;
    private final Path file;

    private FullDataTraining(
            long updates, double target, ToDoubleFunction<? super Model> loss, int mostEpochs, Path file) {
        this.updates = updates;
        this.target = target;
        this.loss = loss;
        this.mostEpochs = mostEpochs;
        this.file = file;
    }

    /**
     * Trains a new network for a number of updates.
     *
     * @param updates of the best network: its iteration count, at least 1
     * @return the training
     * @throws IllegalArgumentException if updates is below 1
     */
    public static FullDataTraining forUpdates(long updates) {
        return new FullDataTraining(Arguments.atLeast("updates", updates, 1), Double.NaN, null, 0, null);
    }

    /**
     * Continues the best network until its loss on the validation data is below a target.
     *
     * @param target training loss of the best network, finite
     * @param loss of a network on the validation data, in the units of the target; computed after every epoch
     * @param mostEpochs largest number of epochs, at least 1
     * @return the training
     * @throws IllegalArgumentException if an argument is missing or outside its range
     */
    public static FullDataTraining untilLoss(double target, ToDoubleFunction<? super Model> loss, int mostEpochs) {
        return new FullDataTraining(
                0,
                Arguments.finite("target", target),
                Arguments.required("loss", loss),
                Arguments.atLeast("mostEpochs", mostEpochs, 1),
                null);
    }

    /**
     * Saves the network after every epoch, and continues from the file if it is there.
     *
     * @param saved file of the network; delete it to start over
     * @return a new training
     * @throws IllegalArgumentException if saved is missing
     */
    public FullDataTraining resumable(Path saved) {
        return new FullDataTraining(updates, target, loss, mostEpochs, Arguments.required("saved", saved));
    }

    /**
     * Trains.
     *
     * @param <M> {@code MultiLayerNetwork} or {@code ComputationGraph}
     * @param network a new one for {@link #forUpdates}, the best one for {@link #untilLoss}
     * @param data training and validation data, reset before each epoch
     * @return the given network, or the continued one from the file
     * @throws IllegalArgumentException if an argument is missing, there is no batch, or the network for {@link
     *     #forUpdates} has been trained already
     * @throws IOException if the file cannot be read or written
     */
    public <M extends Model> M fit(M network, DataSetIterator data) throws IOException {
        Network given = Network.of(Arguments.required("network", network));
        Arguments.required("data", data);
        if (loss == null && given.iteration() != 0) {
            throw Arguments.invalid("iteration count of the network", "0 for a new one", given.iteration());
        }
        int before = loss == null ? 0 : given.iteration();
        int epochsBefore = loss == null ? 0 : given.epoch();
        M trained = file != null && Files.exists(file) ? restored(network) : network;
        Network view = Network.of(trained);
        int skipped = view.iteration() - before;
        while (!isDone(view, trained, epochsBefore)) {
            skipped = epoch(view, trained, data, skipped, before);
            if (file != null) {
                save(trained);
            }
        }
        return trained;
    }

    private boolean isDone(Network view, Model network, int epochsBefore) {
        if (loss == null) {
            return view.iteration() >= updates;
        }
        int epochs = view.epoch() - epochsBefore;
        return epochs >= mostEpochs || epochs > 0 && loss.applyAsDouble(network) < target;
    }

    /** Trains one epoch, without its first batches; returns the number of batches still to skip. */
    private int epoch(Network view, Model network, DataSetIterator data, int skipped, int before) {
        if (data.resetSupported()) {
            data.reset();
        }
        if (!data.hasNext()) {
            throw Arguments.invalid("number of batches", ">= 1", 0);
        }
        int toSkip = skipped;
        boolean isTraining = false;
        while (data.hasNext() && (loss != null || view.iteration() - before < updates)) {
            DataSet batch = data.next();
            if (toSkip > 0) {
                toSkip--;
                continue;
            }
            if (!isTraining) {
                isTraining = true;
                view.listeners().forEach(listener -> listener.onEpochStart(network));
            }
            fit(network, batch);
        }
        if (isTraining) {
            view.listeners().forEach(listener -> listener.onEpochEnd(network));
            view.setCounts(view.iteration(), view.epoch() + 1);
        }
        return toSkip;
    }

    private static void fit(Model network, DataSet batch) {
        if (network instanceof MultiLayerNetwork) {
            ((MultiLayerNetwork) network).fit(batch);
        } else {
            ((ComputationGraph) network).fit(batch);
        }
    }

    @SuppressWarnings("unchecked") // The file has a network of the given kind, or DL4J throws.
    private <M extends Model> M restored(M network) throws IOException {
        return (M)
                (network instanceof MultiLayerNetwork
                        ? ModelSerializer.restoreMultiLayerNetwork(file.toFile(), true)
                        : ModelSerializer.restoreComputationGraph(file.toFile(), true));
    }

    private void save(Model network) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        ModelSerializer.writeModel(network, part.toFile(), true);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public String toString() {
        return loss == null
                ? "FullDataTraining(" + updates + " updates)"
                : "FullDataTraining(until " + target + ", at most " + mostEpochs + " epochs)";
    }
}
