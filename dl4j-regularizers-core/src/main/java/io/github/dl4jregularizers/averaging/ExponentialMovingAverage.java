package io.github.dl4jregularizers.averaging;

import io.github.dl4jregularizers.internal.Arguments;
import org.deeplearning4j.nn.api.Model;

/**
 * Keeps an exponential moving average of a network's parameters, one update an iteration: evaluate with it instead of the
 * last parameters.
 *
 * <p>average = d average + (1 - d) parameters; the first update copies. With warm-up, the t-th update (t from 0) has min(d, 1 - (1
 * + t / g)^(-2/3)) for d, so that the average forgets the beginning; g = 1 reaches 0.99 after 1,000 updates, 0.999 after
 * 31,600. BatchNorm's running statistics are averaged like everything else.
 *
 * <p>Defaults: no warm-up. Three passes over the parameters in place, no allocation. Not for {@code ParallelWrapper}, whose
 * workers train copies.
 *
 * <p>Paper: Polyak and Juditsky, "Acceleration of Stochastic Approximation by Averaging", SIAM J. Control Optim. 30(4),
 * 1992; Tarvainen and Valpola, "Mean teachers are better role models", NeurIPS 2017.
 */
public final class ExponentialMovingAverage extends ParameterAverage {

    private static final double POWER = -2.0 / 3;

    private final double decay;
    /** g, or 0 for no warm-up. */
    private final double warmUp;

    /**
     * An average without warm-up.
     *
     * @param decay d, in [0, 1): 0.999 averages over about the last 1,000 iterations
     * @throws IllegalArgumentException if decay is out of its range
     */
    public ExponentialMovingAverage(double decay) {
        this.decay = Arguments.rate("decay", decay);
        this.warmUp = 0;
    }

    /**
     * An average with warm-up.
     *
     * @param decay d, in [0, 1)
     * @param warmUp g, above 0: the larger, the longer; 1 for training of more than 100,000 iterations
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public ExponentialMovingAverage(double decay, double warmUp) {
        this.decay = Arguments.rate("decay", decay);
        this.warmUp = Arguments.positive("warm-up", warmUp);
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        update(model, 1 - decayAt(count(model)));
    }

    /** The decay of an update, counted from 0. */
    double decayAt(long update) {
        return warmUp == 0 ? decay : Math.min(decay, 1 - Math.pow(1 + update / warmUp, POWER));
    }
}
