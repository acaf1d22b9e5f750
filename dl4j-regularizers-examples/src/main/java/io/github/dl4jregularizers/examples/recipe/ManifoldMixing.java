package io.github.dl4jregularizers.examples.recipe;

import io.github.dl4jregularizers.augment.ManifoldMixUp;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.schedule.ISchedule;

/** Mixes the images, or the feature maps after a stage: after pooling in cnn, after the stages of resnets. */
final class ManifoldMixing implements Recipe.Change {

    /** The places of Verma et al.: the input and the first two stages. */
    private static final int STAGES = 2;

    private static final ManifoldMixUp IMAGES = new ManifoldMixUp(2, 1);

    @Override
    public MultiLayerConfiguration of(MultiLayerConfiguration configuration, ISchedule learningRate) {
        String[] stages = IntStream.range(0, configuration.getConfs().size())
                .mapToObj(i -> configuration.getConf(i).getLayer())
                .filter(layer -> layer instanceof SubsamplingLayer)
                .limit(STAGES)
                .map(layer -> layer.getLayerName())
                .toArray(String[]::new);
        return IMAGES.after(stages).applyTo(configuration);
    }

    @Override
    public ComputationGraphConfiguration of(ComputationGraphConfiguration configuration, ISchedule learningRate) {
        String[] stages = configuration.getVertices().keySet().stream()
                .filter(vertex -> vertex.startsWith("stage"))
                .limit(STAGES)
                .toArray(String[]::new);
        return IMAGES.after(stages).applyTo(configuration);
    }
}
