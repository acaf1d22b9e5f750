package io.github.dl4jregularizers.audit.rules;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.MaskedDropout;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.conf.weightnoise.IWeightNoise;
import org.nd4j.linalg.schedule.ISchedule;

/** Drop rates of all kinds of noise; 0 for noise without a drop rate. */
final class Strength {

    /** An iteration and epoch after the end of every ramp. */
    private static final int LATE = 1_000_000;

    private Strength() {}

    static double of(DropRate rate) {
        return rate.at(LATE, LATE);
    }

    static double of(IDropout dropout) {
        return dropout instanceof MaskedDropout ? of(((MaskedDropout) dropout).dropRate()) : ofDl4j(dropout);
    }

    /** Returns the drop rate of a DL4J dropout, some of which store the retain probability. */
    static double ofDl4j(IDropout dropout) {
        if (dropout instanceof GaussianDropout) {
            GaussianDropout gaussian = (GaussianDropout) dropout;
            return now(gaussian.getRateSchedule(), gaussian.getRate());
        }
        if (dropout instanceof Dropout) {
            return 1 - now(((Dropout) dropout).getPSchedule(), ((Dropout) dropout).getP());
        }
        if (dropout instanceof SpatialDropout) {
            return 1 - now(((SpatialDropout) dropout).getPSchedule(), ((SpatialDropout) dropout).getP());
        }
        if (dropout instanceof AlphaDropout) {
            return 1 - now(((AlphaDropout) dropout).getPSchedule(), ((AlphaDropout) dropout).getP());
        }
        return 0;
    }

    static double of(IWeightNoise noise) {
        if (noise instanceof DropConnect) {
            DropConnect dropConnect = (DropConnect) noise;
            return 1 - now(dropConnect.getWeightRetainProbSchedule(), dropConnect.getWeightRetainProb());
        }
        return 0;
    }

    private static double now(ISchedule schedule, double constant) {
        return schedule == null ? constant : schedule.valueAt(0, 0);
    }
}
