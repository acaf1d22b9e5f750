package io.github.dl4jregularizers.examples.uncertainty;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.data.ChannelStatistics;
import io.github.dl4jregularizers.examples.data.ImageBatches;
import io.github.dl4jregularizers.examples.data.ImageSet;
import io.github.dl4jregularizers.examples.training.Checkpoint;
import io.github.dl4jregularizers.inference.MonteCarloDropout;
import io.github.dl4jregularizers.inference.PredictiveDistribution;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A saved network that predicts in one pass without noise and by samples of its noise. */
public final class ImagePredictor {

    private static final int BATCH = 128;

    private final Checkpoint checkpoint;
    private final ChannelStatistics statistics;
    private final int samples;
    private final long seed;
    private final MonteCarloDropout monteCarlo;

    /**
     * Creates a predictor.
     *
     * @param checkpoint checkpoint of the network
     * @param statistics statistics of the network's training images
     * @param samples number of samples, at least 2; 0 for a network without noise, which predicts in one pass only
     * @param seed seed of the samples
     * @throws IllegalArgumentException if samples is 1 or negative, or if there are samples but the network has no
     *     noise
     */
    public ImagePredictor(Checkpoint checkpoint, ChannelStatistics statistics, int samples, long seed) {
        this.checkpoint = Require.given("checkpoint", checkpoint);
        this.statistics = Require.given("statistics", statistics);
        this.samples = samples == 0 ? 0 : Require.atLeast("samples", samples, 2);
        this.seed = seed;
        monteCarlo = samples == 0 ? null : checkpoint.monteCarloDropout().samples(samples);
    }

    /** Returns the number of samples per prediction; 0 without sampling. */
    int samples() {
        return samples;
    }

    /** Predicts all images. Each batch has its own draws. */
    ImagePredictions predict(ImageSet images) {
        List<INDArray> onePass = new ArrayList<>();
        List<INDArray> means = new ArrayList<>();
        List<INDArray> information = new ArrayList<>();
        ImageBatches batches = ImageBatches.inOrder(images, statistics, BATCH);
        try (PredictionProgress progress = PredictionProgress.start(images.size())) {
            for (long batch = 0; batches.hasNext(); batch++) {
                INDArray features = batches.next().getFeatures();
                onePass.add(checkpoint.predict(features));
                if (monteCarlo != null) {
                    PredictiveDistribution distribution =
                            monteCarlo.seed(seed + batch).predict(features);
                    means.add(distribution.mean());
                    information.add(distribution.mutualInformation());
                }
                progress.step(features.size(0));
            }
        }
        return new ImagePredictions(images, all(onePass), all(means), all(information));
    }

    private static INDArray all(List<INDArray> batches) {
        return batches.isEmpty() ? null : Nd4j.concat(0, batches.toArray(new INDArray[0]));
    }
}
