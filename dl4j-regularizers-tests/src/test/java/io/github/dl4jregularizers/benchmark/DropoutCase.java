package io.github.dl4jregularizers.benchmark;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.GaussianDropout;
import io.github.dl4jregularizers.dropout.MaskShape;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;

/** The cases of {@link DropoutBenchmark}, for the library and DL4J; dropout.py has the counterpart of the same name. */
public enum DropoutCase {
    /** One draw per element. */
    DROPOUT(() -> new Dropout(DropRate.of(0.5)), () -> new org.deeplearning4j.nn.conf.dropout.Dropout(0.5)),
    /** One draw per channel. */
    CHANNEL_DROPOUT(() -> new Dropout(DropRate.of(0.5), MaskShape.PER_CHANNEL), () -> new SpatialDropout(0.5)),
    /** Normal noise of mean 1. */
    GAUSSIAN_DROPOUT(
            () -> new GaussianDropout(DropRate.of(0.5)),
            () -> new org.deeplearning4j.nn.conf.dropout.GaussianDropout(0.5));

    private final Supplier<IDropout> ours;
    private final Supplier<IDropout> stock;

    DropoutCase(Supplier<IDropout> ours, Supplier<IDropout> stock) {
        this.ours = ours;
        this.stock = stock;
    }

    IDropout create(boolean fromDl4j) {
        return (fromDl4j ? stock : ours).get();
    }
}
