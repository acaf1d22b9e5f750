package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.GaussianDropout;
import io.github.dl4jregularizers.dropout.GaussianNoise;
import io.github.dl4jregularizers.dropout.MaskShape;
import io.github.dl4jregularizers.noise.Stochastic;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.nd4j.linalg.schedule.ISchedule;

/** Replaces DL4J's dropout by this library's, which has the same distribution and a source that can be set. */
final class DropoutExchange {

    private DropoutExchange() {}

    /**
     * Returns the replacement of a dropout.
     *
     * @param dropout any dropout
     * @return of the same distribution, with a source that can be set; null for an unknown class
     */
    static Stochastic of(IDropout dropout) {
        if (dropout instanceof Stochastic) {
            return (Stochastic) dropout;
        }
        // Only these classes: a subclass may compute something else.
        if (dropout.getClass() == org.deeplearning4j.nn.conf.dropout.Dropout.class) {
            org.deeplearning4j.nn.conf.dropout.Dropout own = (org.deeplearning4j.nn.conf.dropout.Dropout) dropout;
            return new Dropout(retaining(own.getP(), own.getPSchedule()));
        }
        if (dropout.getClass() == SpatialDropout.class) {
            SpatialDropout own = (SpatialDropout) dropout;
            // NCHW, because DL4J's class draws for dimensions 0 and 1 in any format.
            return new Dropout(retaining(own.getP(), own.getPSchedule()), MaskShape.PER_CHANNEL, CNN2DFormat.NCHW);
        }
        if (dropout.getClass() == org.deeplearning4j.nn.conf.dropout.GaussianDropout.class) {
            org.deeplearning4j.nn.conf.dropout.GaussianDropout own =
                    (org.deeplearning4j.nn.conf.dropout.GaussianDropout) dropout;
            return new GaussianDropout(
                    own.getRateSchedule() == null
                            ? DropRate.of(own.getRate())
                            : DropRate.scheduled(own.getRateSchedule()));
        }
        if (dropout.getClass() == org.deeplearning4j.nn.conf.dropout.GaussianNoise.class) {
            org.deeplearning4j.nn.conf.dropout.GaussianNoise own =
                    (org.deeplearning4j.nn.conf.dropout.GaussianNoise) dropout;
            return own.getStddevSchedule() == null
                    ? new GaussianNoise(own.getStddev())
                    : new GaussianNoise(own.getStddevSchedule());
        }
        return null;
    }

    private static DropRate retaining(double probability, ISchedule schedule) {
        return schedule == null ? DropRate.retaining(probability) : DropRate.scheduled(new Complement(schedule));
    }

    /** Drop probabilities from a schedule of retain probabilities. */
    private static final class Complement implements ISchedule {

        private static final long serialVersionUID = 1;

        private final ISchedule retain;

        Complement(ISchedule retain) {
            this.retain = retain;
        }

        @Override
        public double valueAt(int iteration, int epoch) {
            return 1 - retain.valueAt(iteration, epoch);
        }

        @Override
        public ISchedule clone() {
            return new Complement(retain.clone());
        }
    }
}
