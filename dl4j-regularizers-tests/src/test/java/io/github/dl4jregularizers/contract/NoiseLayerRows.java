package io.github.dl4jregularizers.contract;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.contract.ForwardReference.Sharing;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.GaussianNoise;
import io.github.dl4jregularizers.dropout.LockedDropout;
import io.github.dl4jregularizers.dropout.MaskShape;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.dropout.SpatialDropout;
import java.util.List;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.nd4j.linalg.activations.Activation;

/** Noise as a layer: masks of several shapes, and additive noise. */
final class NoiseLayerRows {

    private static final DropRate RATE = DropRate.of(0.3);

    private NoiseLayerRows() {}

    static List<LayerCase> rows() {
        return List.of(
                row(Input.FEED_FORWARD, format -> new Dropout(RATE))
                        .reference(dropped(Sharing.NONE))
                        .noiseVariance(0.3 / 0.7),
                row(Input.CONVOLUTIONAL, format -> new Dropout(RATE, MaskShape.PER_CHANNEL, format))
                        .reference(dropped(Sharing.CHANNEL))
                        .noiseVariance(0.3 / 0.7),
                row(Input.CONVOLUTIONAL, format -> new SpatialDropout(RATE))
                        .reference(dropped(Sharing.CHANNEL))
                        .skip(
                                LayerProperty.TRANSFER_LEARNING,
                                "TransferLearning adds layers without an input type, so that the format is missing")
                        .noiseVariance(0.3 / 0.7),
                row(Input.RECURRENT, format -> new LockedDropout(RATE, format))
                        .reference(dropped(Sharing.CHANNEL))
                        .noiseVariance(0.3 / 0.7),
                row(Input.FEED_FORWARD, format -> new GaussianNoise(0.4))
                        .reference(ForwardReference.plusNormal(Sharing.NONE, 0.4))
                        .noiseVariance(0.16));
    }

    private static LayerCase row(Input input, Function<DataFormat, IDropout> noise) {
        String name = noise.apply(input.channelsFirst()).getClass().getSimpleName();
        return LayerCase.layer("NoiseLayer of " + name, input, format -> new NoiseLayer(noise.apply(format)))
                .sameAtInferenceAs(format -> new ActivationLayer(Activation.IDENTITY))
                .unlike(() -> new NoiseLayer(new Dropout(DropRate.of(0.31))))
                .rejects("noise", "given", null, () -> new NoiseLayer(null));
    }

    private static ForwardReference dropped(Sharing sharing) {
        return ForwardReference.timesUniform(sharing, draw -> draw < 0.7 ? 1 / 0.7 : 0);
    }
}
