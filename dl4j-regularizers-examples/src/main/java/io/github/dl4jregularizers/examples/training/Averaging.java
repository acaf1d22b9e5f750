package io.github.dl4jregularizers.examples.training;

import io.github.dl4jregularizers.averaging.BatchNormStatistics;
import io.github.dl4jregularizers.averaging.ParameterAverage;
import io.github.dl4jregularizers.averaging.StochasticWeightAveraging;
import io.github.dl4jregularizers.examples.data.ImageBatches;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The average that stands for the network between epochs: evaluated, saved as the model, and chosen by early stopping. The
 * trained parameters and the state of the average are saved beside it, so that a run continues exactly.
 */
final class Averaging {

    private static final String TRAINED = "trained.bin";
    private static final String STATE = "average.bin";

    private final AnyNetwork network;
    /** Null for no average. */
    private final ParameterAverage average;

    private final ImageBatches batches;
    private final long seed;
    /** Set while the network has its averaged parameters. */
    private INDArray trained;

    /**
     * The average of a run.
     *
     * @param network that is trained
     * @param options of the run
     * @param batches training images as they are, for BatchNorm's statistics
     */
    Averaging(AnyNetwork network, TrainingOptions options, ImageBatches batches) {
        this.network = network;
        this.average = options.average() == null ? null : options.average().get();
        this.batches = batches;
        this.seed = options.seed();
    }

    /** Has the average follow the training. */
    void listen() {
        if (average != null) {
            network.model().addListeners(average);
        }
    }

    /** Gives the network its averaged parameters, if there are any yet, until the result is closed. */
    ParameterAverage.Swapped swapIn() {
        if (average == null || !average.isStarted()) {
            return () -> {};
        }
        trained = network.model().params().dup();
        ParameterAverage.Swapped swapped = average.swapInto(network.model());
        if (average instanceof StochasticWeightAveraging) {
            estimateStatistics();
        }
        return () -> {
            swapped.close();
            trained = null;
        };
    }

    /** The same each time, noise included. */
    private void estimateStatistics() {
        Nd4j.getRandom().setSeed(seed);
        batches.startEpoch(0);
        BatchNormStatistics.estimate(network.model(), batches);
    }

    /** What a checkpoint needs besides the network as it is now. */
    Map<String, byte[]> entries() throws IOException {
        if (average == null) {
            return Map.of();
        }
        ByteArrayOutputStream state = new ByteArrayOutputStream();
        average.write(state);
        INDArray parameters = trained == null ? network.model().params() : trained;
        return Map.of(STATE, state.toByteArray(), TRAINED, Nd4j.toByteArray(parameters));
    }

    /** Goes on from a checkpoint whose network was already taken over. */
    void continueFrom(Checkpoint checkpoint) throws IOException {
        if (average != null) {
            average.read(new ByteArrayInputStream(checkpoint.further(STATE)));
            network.model().setParams(Nd4j.fromByteArray(checkpoint.further(TRAINED)));
        }
    }
}
