package io.github.dl4jregularizers.contract;

import static io.github.dl4jregularizers.contract.LayerCase.dropout;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.contract.ForwardReference.Sharing;
import io.github.dl4jregularizers.dropout.BetaDropout;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.GaussianDropout;
import io.github.dl4jregularizers.dropout.GaussianNoise;
import io.github.dl4jregularizers.dropout.LockedDropout;
import io.github.dl4jregularizers.dropout.MaskShape;
import io.github.dl4jregularizers.dropout.SpatialDropout;
import io.github.dl4jregularizers.dropout.UniformDropout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/**
 * The rows of the dropout family.
 *
 * <p>Dropout is tested on Dense, Convolution2D and SimpleRnn, and in {@link DropoutHostTest} on a few more. On other
 * layers DL4J ignores every dropout or applies it wrongly: Convolution1D, Convolution3D and Deconvolution have a
 * backward pass without it; Activation, BatchNormalization, Subsampling, ZeroPadding, Cropping, GlobalPooling,
 * Embedding, VAE, GravesBidirectionalLSTM and SelfAttention ignore it; LSTM with NWC input hands it NCW.
 */
final class DropoutRows {

    private DropoutRows() {}

    /** The three arguments that all of the family with a free mask shape have. */
    private interface Member {
        IDropout of(DropRate dropRate, MaskShape maskShape, DataFormat dataFormat);
    }

    /** Every mask shape on every input for one member: {@code MaskedDropout} shapes the masks of all in one place. */
    static List<LayerCase> rows() {
        List<LayerCase> rows = new ArrayList<>();
        for (Input input : Input.activations()) {
            rows.add(bernoulli(MaskShape.PER_ELEMENT, Sharing.NONE, input));
            rows.add(bernoulli(MaskShape.PER_CHANNEL, Sharing.CHANNEL, input));
            rows.add(bernoulli(MaskShape.PER_EXAMPLE, Sharing.EXAMPLE, input));
        }
        rows.add(withoutTimeAtOutput(bernoulli(MaskShape.SAME_OVER_TIME, Sharing.CHANNEL, Input.RECURRENT)));
        rows.add(row(
                "GaussianDropout",
                GaussianDropout::new,
                DropoutRows::timesGaussian,
                MaskShape.PER_ELEMENT,
                Sharing.NONE,
                Input.FEED_FORWARD));
        rows.add(row(
                "UniformDropout",
                UniformDropout::new,
                DropoutRows::timesUniform,
                MaskShape.PER_CHANNEL,
                Sharing.CHANNEL,
                Input.CONVOLUTIONAL));
        rows.add(row(
                "BetaDropout",
                BetaDropout::new,
                DropoutRows::timesBeta,
                MaskShape.PER_ELEMENT,
                Sharing.NONE,
                Input.FEED_FORWARD));
        rows.add(locked());
        rows.add(spatial());
        rows.add(bernoulli(MaskShape.SAME_OVER_CHANNELS, Sharing.POSITION, Input.CONVOLUTIONAL));
        rows.addAll(additive());
        rows.add(dropout("GaussianDropout, ramp", Input.FEED_FORWARD, format -> new GaussianDropout(ramp(0.5)))
                .reference(timesGaussian(Sharing.NONE, 0.2))
                .noiseVariance(0.2 / 0.8)
                .unlike(() -> new GaussianDropout(ramp(0.4)), () -> new GaussianDropout(DropRate.of(0.2)))
                .rejects("iterations", ">= 1", 0, () -> DropRate.ramp(0.2, 0.5, 0)));
        return rows;
    }

    private static DropRate ramp(double to) {
        return DropRate.ramp(0.2, to, 3);
    }

    private static LayerCase bernoulli(MaskShape shape, Sharing sharing, Input input) {
        return row("Dropout", Dropout::new, DropoutRows::timesBernoulli, shape, sharing, input);
    }

    private static LayerCase row(
            String name,
            Member member,
            BiFunction<Sharing, Double, ForwardReference> reference,
            MaskShape shape,
            Sharing sharing,
            Input input) {
        DropRate rate = DropRate.of(0.3);
        return rates(
                        dropout(name + " " + shape, input, format -> member.of(rate, shape, format)),
                        dropRate -> member.of(dropRate, shape, input.channelsFirst()))
                .reference(reference.apply(sharing, 0.3))
                .noiseVariance(0.3 / 0.7)
                .unlike(
                        () -> member.of(rate, otherThan(shape), input.channelsFirst()),
                        () -> member.of(rate, shape, RNNFormat.NWC))
                .rejects("maskShape", "given", null, () -> member.of(rate, null, null))
                .rejects(
                        "dataFormat",
                        "RNNFormat",
                        CNN2DFormat.NCHW,
                        () -> member.of(rate, MaskShape.SAME_OVER_TIME, CNN2DFormat.NCHW));
    }

    private static LayerCase locked() {
        DropRate rate = DropRate.of(0.3);
        return withoutTimeAtOutput(rates(
                        dropout("LockedDropout", Input.RECURRENT, format -> new LockedDropout(rate, format)),
                        dropRate -> new LockedDropout(dropRate, RNNFormat.NCW))
                .reference(timesBernoulli(Sharing.CHANNEL, 0.3))
                .noiseVariance(0.3 / 0.7)
                .unlike(
                        () -> new LockedDropout(rate),
                        () -> new LockedDropout(rate, RNNFormat.NWC),
                        () -> new Dropout(rate, MaskShape.SAME_OVER_TIME, RNNFormat.NCW))
                .rejects("dataFormat", "RNNFormat", CNN2DFormat.NCHW, () -> new LockedDropout(rate, CNN2DFormat.NCHW)));
    }

    private static LayerCase spatial() {
        DropRate rate = DropRate.of(0.3);
        return rates(
                        dropout("SpatialDropout", Input.CONVOLUTIONAL, format -> new SpatialDropout(rate, format)),
                        dropRate -> new SpatialDropout(dropRate, CNN2DFormat.NCHW))
                .reference(timesBernoulli(Sharing.CHANNEL, 0.3))
                .noiseVariance(0.3 / 0.7)
                .unlike(
                        () -> new SpatialDropout(rate),
                        () -> new SpatialDropout(rate, CNN2DFormat.NHWC),
                        () -> new Dropout(rate, MaskShape.PER_CHANNEL, CNN2DFormat.NCHW));
    }

    private static List<LayerCase> additive() {
        return List.of(
                additive(MaskShape.PER_ELEMENT, Sharing.NONE, Input.FEED_FORWARD),
                additive(MaskShape.PER_CHANNEL, Sharing.CHANNEL, Input.CONVOLUTIONAL));
    }

    private static LayerCase additive(MaskShape shape, Sharing sharing, Input input) {
        return dropout("GaussianNoise " + shape, input, format -> new GaussianNoise(0.3, shape, format))
                .reference(ForwardReference.plusNormal(sharing, 0.3))
                .noiseVariance(0.09)
                .withoutState()
                .unlike(
                        () -> new GaussianNoise(0.31, shape, input.channelsFirst()),
                        () -> new GaussianNoise(0.3, otherThan(shape), input.channelsFirst()),
                        () -> new GaussianNoise(0.3, shape, RNNFormat.NWC),
                        () -> new GaussianNoise(new StepSchedule(ScheduleType.ITERATION, 0.3, 0.5, 10)))
                .rejects("standardDeviation", "finite and >= 0", -0.1, () -> new GaussianNoise(-0.1))
                .rejects("standardDeviation", "finite and >= 0", Double.NaN, () -> new GaussianNoise(Double.NaN))
                .rejects("standardDeviation", "given", null, () -> new GaussianNoise(null))
                .rejects("maskShape", "given", null, () -> new GaussianNoise(0.1, null, null));
    }

    private static LayerCase rates(LayerCase row, Function<DropRate, IDropout> at) {
        return row.unlike(() -> at.apply(DropRate.of(0.31)))
                .rejects("dropRate", "given", null, () -> at.apply(null))
                .rejects("drop probability", "[0, 1)", 1.0, () -> at.apply(DropRate.of(1)))
                .rejects("drop probability", "[0, 1)", -0.1, () -> at.apply(DropRate.of(-0.1)))
                .rejects("drop probability", "[0, 1)", Double.NaN, () -> at.apply(DropRate.of(Double.NaN)));
    }

    private static LayerCase withoutTimeAtOutput(LayerCase row) {
        return row.skip(
                LayerProperty.GLOBAL_INSTANCE_SERVES_ALL_LAYERS,
                "RnnOutputLayer hands dropout [batch * time, units], where no time is left to share over");
    }

    private static ForwardReference timesGaussian(Sharing sharing, double rate) {
        return ForwardReference.timesNormal(sharing, draw -> 1 + draw * Math.sqrt(rate / (1 - rate)));
    }

    private static ForwardReference timesUniform(Sharing sharing, double rate) {
        return ForwardReference.timesUniform(sharing, draw -> 1 + (2 * draw - 1) * Math.sqrt(3 * rate / (1 - rate)));
    }

    /** All radii are drawn before all angles. */
    private static ForwardReference timesBeta(Sharing sharing, double rate) {
        assertThat(sharing).isEqualTo(Sharing.NONE);
        double exponent = 1 / ((1 - 2 * rate) / (2 * rate) - 0.5);
        return (input, parameters) -> {
            INDArray output = input.dup('c');
            long count = output.length();
            INDArray flat = output.reshape(count);
            for (long i = 0; i < count; i++) {
                double radius = Math.sqrt(1 - Math.pow(ReplayNoise.uniform(i), exponent));
                double angle = 2 * Math.PI * ReplayNoise.uniform(count + i);
                flat.putScalar(i, flat.getDouble(i) * (1 + radius * Math.cos(angle)));
            }
            return output;
        };
    }

    private static ForwardReference timesBernoulli(Sharing sharing, double rate) {
        return ForwardReference.timesUniform(sharing, draw -> draw < 1 - rate ? 1 / (1 - rate) : 0);
    }

    private static MaskShape otherThan(MaskShape shape) {
        return shape == MaskShape.PER_EXAMPLE ? MaskShape.PER_ELEMENT : MaskShape.PER_EXAMPLE;
    }
}
