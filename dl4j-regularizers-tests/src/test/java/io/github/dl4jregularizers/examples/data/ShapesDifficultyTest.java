package io.github.dl4jregularizers.examples.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.cpu.OneDnn;
import io.github.dl4jregularizers.examples.network.NetworkOptions;
import io.github.dl4jregularizers.examples.network.Networks;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Trains without regularization for about a minute: the built-in images are memorized. */
@Tag("slow")
class ShapesDifficultyTest {

    private static final int SEEDS = 3;
    private static final int EPOCHS = 16;

    @Test
    void unregularizedNetworkLearnsTheTrainingImagesByHeart() {
        OneDnn.enable();
        ImageData data = ShapesData.generate(1000, 1000, 1);
        ChannelStatistics statistics = ChannelStatistics.of(data.training());
        double training = 0;
        double test = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            MultiLayerNetwork network = (MultiLayerNetwork) Networks.build(
                    "cnn",
                    NetworkOptions.builder()
                            .classes(10)
                            .seed(seed)
                            .updater(new Adam(1e-3))
                            .loss(new LossMCXENT())
                            .build());
            network.fit(ImageBatches.training(data.training(), statistics, 32, false, seed), EPOCHS);
            double trainingAccuracy = accuracy(network, data.training(), statistics);
            double testAccuracy = accuracy(network, data.test(), statistics);
            System.out.printf("shapes, seed %d: training %.3f, test %.3f%n", seed, trainingAccuracy, testAccuracy);
            training += trainingAccuracy / SEEDS;
            test += testAccuracy / SEEDS;
        }
        assertThat(training - test).as("gap of means").isGreaterThan(0.10);
        assertThat(test).as("mean test accuracy").isGreaterThan(0.60);
    }

    private static double accuracy(MultiLayerNetwork network, ImageSet images, ChannelStatistics statistics) {
        return network.evaluate(ImageBatches.inOrder(images, statistics, 250)).accuracy();
    }
}
