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
 * The average that replaces the network between epochs: it is evaluated, saved as the model, and used by early
 * stopping. The trained parameters and the state of the average are saved with it, so that a run resumes exactly.
 */
final class Averaging {

    private static final String TRAINED = "trained.bin";
    private static final String STATE = "average.bin";

    private final AnyNetwork network;
    /** Null without an average. */
    private final ParameterAverage average;

    private final ImageBatches batches;
    private final long seed;
    /** Set while the network has its averaged parameters. */
    private INDArray trained;

    /**
     * Creates the average of a run.
     *
     * @param network network in training
     * @param options options of the run
     * @param batches training images without augmentation, for the BatchNorm statistics
     */
    Averaging(AnyNetwork network, TrainingOptions options, ImageBatches batches) {
        this.network = network;
        this.average = options.average() == null ? null : options.average().get();
        this.batches = batches;
        this.seed = options.seed();
    }

    /** Attaches the average to the training. */
    void listen() {
        if (average != null) {
            network.model().addListeners(average);
        }
    }

    /** Swaps the averaged parameters in, if any, until the result is closed. */
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

    /** Deterministic, including the noise. */
    private void estimateStatistics() {
        Nd4j.getRandom().setSeed(seed);
        batches.startEpoch(0);
        BatchNormStatistics.estimate(network.model(), batches);
    }

    /** Returns the entries that a checkpoint needs besides the network. */
    Map<String, byte[]> entries() throws IOException {
        if (average == null) {
            return Map.of();
        }
        ByteArrayOutputStream state = new ByteArrayOutputStream();
        average.write(state);
        INDArray parameters = trained == null ? network.model().params() : trained;
        return Map.of(STATE, state.toByteArray(), TRAINED, Nd4j.toByteArray(parameters));
    }

    /** Resumes from a checkpoint whose network is already in use. */
    void continueFrom(Checkpoint checkpoint) throws IOException {
        if (average != null) {
            average.read(new ByteArrayInputStream(checkpoint.further(STATE)));
            network.model().setParams(Nd4j.fromByteArray(checkpoint.further(TRAINED)));
        }
    }
}
