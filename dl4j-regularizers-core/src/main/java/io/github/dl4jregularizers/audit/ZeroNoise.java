package io.github.dl4jregularizers.audit;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.MaskedDropout;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.dropout.GaussianNoise;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;

/** Recognizes dropout that drops nothing, such as the retain probability 1.0 that Keras import sets on most layers. */
final class ZeroNoise {

    private static final int LATE = 1_000_000;

    private ZeroNoise() {}

    static boolean is(IDropout dropout) {
        if (dropout instanceof MaskedDropout) {
            DropRate rate = ((MaskedDropout) dropout).dropRate();
            return rate.at(0, 0) == 0 && rate.at(LATE, LATE) == 0;
        }
        if (dropout instanceof GaussianDropout) {
            GaussianDropout gaussian = (GaussianDropout) dropout;
            return gaussian.getRateSchedule() == null && gaussian.getRate() == 0;
        }
        if (dropout instanceof GaussianNoise) {
            GaussianNoise noise = (GaussianNoise) dropout;
            return noise.getStddevSchedule() == null && noise.getStddev() == 0;
        }
        if (dropout instanceof Dropout) {
            return ((Dropout) dropout).getPSchedule() == null && ((Dropout) dropout).getP() == 1;
        }
        if (dropout instanceof SpatialDropout) {
            return ((SpatialDropout) dropout).getPSchedule() == null && ((SpatialDropout) dropout).getP() == 1;
        }
        return dropout instanceof AlphaDropout
                && ((AlphaDropout) dropout).getPSchedule() == null
                && ((AlphaDropout) dropout).getP() == 1;
    }
}
