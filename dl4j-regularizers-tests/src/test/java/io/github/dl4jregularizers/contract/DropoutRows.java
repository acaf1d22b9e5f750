package io.github.dl4jregularizers.contract;

import static io.github.dl4jregularizers.contract.LayerCase.dropout;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.contract.ForwardReference.Sharing;
import io.github.dl4jregularizers.dropout.GaussianDropout;
import io.github.dl4jregularizers.dropout.MaskShape;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;

/**
 * The rows of the dropout family.
 *
 * <p>Dropout is tested on Dense, Convolution2D and SimpleRnn, and in {@link DropoutHostTest} on a few more. Not on other
 * DL4J layers, because DL4J does not apply dropout there or applies it wrongly, whatever the dropout: Convolution1D,
 * Convolution3D and Deconvolution have a backward pass without it; Activation, BatchNormalization, Subsampling, ZeroPadding, Cropping, GlobalPooling,
 * Embedding, VAE, GravesBidirectionalLSTM and SelfAttention ignore it; LSTM with NWC input hands it NCW.
 */
final class DropoutRows {

    private DropoutRows() {}

    static List<LayerCase> rows() {
        List<LayerCase> rows = new ArrayList<>();
        for (Input input : Input.values()) {
            rows.add(gaussian(MaskShape.PER_ELEMENT, Sharing.NONE, input));
            rows.add(gaussian(MaskShape.PER_CHANNEL, Sharing.CHANNEL, input));
            rows.add(gaussian(MaskShape.PER_EXAMPLE, Sharing.EXAMPLE, input));
        }
        rows.add(gaussian(MaskShape.SAME_OVER_TIME, Sharing.CHANNEL, Input.RECURRENT)
                .skip(
                        LayerProperty.GLOBAL_INSTANCE_SERVES_ALL_LAYERS,
                        "RnnOutputLayer hands dropout [batch * time, units], where no time is left to share over"));
        rows.add(dropout("GaussianDropout, ramp", Input.FEED_FORWARD, format -> new GaussianDropout(ramp(0.5)))
                .reference(ForwardReference.timesNormal(Sharing.NONE, draw -> 1 + draw * Math.sqrt(0.2 / 0.8)))
                .noiseVariance(0.2 / 0.8)
                .unlike(() -> new GaussianDropout(ramp(0.4)), () -> new GaussianDropout(DropRate.of(0.2)))
                .rejects("iterations", ">= 1", 0, () -> DropRate.ramp(0.2, 0.5, 0)));
        return rows;
    }

    private static DropRate ramp(double to) {
        return DropRate.ramp(0.2, to, 3);
    }

    private static LayerCase gaussian(MaskShape shape, Sharing sharing, Input input) {
        DropRate rate = DropRate.of(0.3);
        return dropout("GaussianDropout " + shape, input, format -> new GaussianDropout(rate, shape, format))
                .reference(ForwardReference.timesNormal(sharing, draw -> 1 + draw * Math.sqrt(0.3 / 0.7)))
                .noiseVariance(0.3 / 0.7)
                .unlike(
                        () -> new GaussianDropout(DropRate.of(0.31), shape, input.channelsFirst()),
                        () -> new GaussianDropout(rate, otherThan(shape), input.channelsFirst()),
                        () -> new GaussianDropout(rate, shape, RNNFormat.NWC))
                .rejects("dropRate", "given", null, () -> new GaussianDropout(null))
                .rejects("maskShape", "given", null, () -> new GaussianDropout(rate, null))
                .rejects("drop probability", "[0, 1)", 1.0, () -> new GaussianDropout(DropRate.of(1)))
                .rejects("drop probability", "[0, 1)", -0.1, () -> new GaussianDropout(DropRate.of(-0.1)))
                .rejects("drop probability", "[0, 1)", Double.NaN, () -> new GaussianDropout(DropRate.of(Double.NaN)))
                .rejects(
                        "dataFormat",
                        "RNNFormat",
                        CNN2DFormat.NCHW,
                        () -> new GaussianDropout(rate, MaskShape.SAME_OVER_TIME, CNN2DFormat.NCHW));
    }

    private static MaskShape otherThan(MaskShape shape) {
        return shape == MaskShape.PER_EXAMPLE ? MaskShape.PER_ELEMENT : MaskShape.PER_EXAMPLE;
    }
}
