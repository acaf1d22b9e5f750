package io.github.dl4jregularizers.averaging;

import io.github.dl4jregularizers.internal.Arguments;
import org.deeplearning4j.nn.api.Model;

/**
 * Keeps an exponential moving average (EMA) of a network's parameters, updated once per iteration. Evaluate with the
 * average instead of the trained parameters.
 *
 * <p>average = d average + (1 - d) parameters; the first update copies the parameters. With warm-up, update t (from 0)
 * uses the decay min(d, 1 - (1 + t / g)^(-2/3)), so early parameters fade quickly. With g = 1, the decay reaches 0.99
 * after 1,000 updates and 0.999 after 31,600. BatchNorm's running statistics are averaged like parameters.
 *
 * <p>Default: no warm-up. Each update makes three passes over the parameters in place. HALF networks are averaged in
 * FLOAT. With {@code ParallelWrapper}, whose workers train copies, use {@code ParallelTraining}.
 *
 * <p>Papers: Polyak and Juditsky, "Acceleration of Stochastic Approximation by Averaging", SIAM J. Control Optim.
 * 30(4), 1992; Tarvainen and Valpola, "Mean teachers are better role models", NeurIPS 2017.
 */
public final class ExponentialMovingAverage extends ParameterAverage {

    private static final long serialVersionUID = 1;

    private static final double POWER = -2.0 / 3;

    private final double decay;
    /** g, or 0 for no warm-up. */
    private final double warmUp;

    /**
     * Creates an average without warm-up.
     *
     * @param decay d, in [0, 1): 0.999 averages over about the last 1,000 iterations
     * @throws IllegalArgumentException if decay is out of range
     */
    public ExponentialMovingAverage(double decay) {
        this(decay, 0);
    }

    private ExponentialMovingAverage(double decay, double warmUp) {
        super("ema");
        this.decay = Arguments.rate("decay", decay);
        this.warmUp = warmUp;
    }

    /**
     * Returns a new average with the same decay and with warm-up.
     *
     * @param scale g, in updates, above 0: a larger g warms up for longer; 1 suits trainings of more than 100,000
     *     iterations
     * @return a new listener without state
     * @throws IllegalArgumentException if scale is not finite and positive
     */
    public ExponentialMovingAverage withWarmUp(double scale) {
        return new ExponentialMovingAverage(decay, Arguments.positive("warm-up", scale));
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        update(model, 1 - decayAt(count(model)));
    }

    /** Returns the decay of an update, counted from 0. */
    double decayAt(long update) {
        return warmUp == 0 ? decay : Math.min(decay, 1 - Math.pow(1 + update / warmUp, POWER));
    }
}
