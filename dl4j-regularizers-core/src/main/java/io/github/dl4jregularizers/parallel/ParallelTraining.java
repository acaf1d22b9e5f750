package io.github.dl4jregularizers.parallel;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.ListenerPlacement;
import io.github.dl4jregularizers.internal.dl4j.Network;
import io.github.dl4jregularizers.internal.weights.AfterAveraging;
import io.github.dl4jregularizers.noise.StepSeed;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Trains one network in several threads of this JVM with DL4J's {@code ParallelWrapper} in averaging mode, and with
 * working regularization.
 *
 * <p>{@code ParallelWrapper} hands the listeners of the network to every worker, where averages of parameters fail.
 * Here {@code GradientClipping} and {@code SharpnessAwareMinimization} run in every worker, and {@code
 * ExponentialMovingAverage}, {@code StochasticWeightAveraging} and other listeners that need no single steps follow the
 * averaged parameters, once after each averaging. After each averaging, proximal penalties take one proximal step and
 * constraints are applied.
 *
 * <pre>{@code
 * network.setListeners(GradientClipping.globalNorm(1), new ExponentialMovingAverage(0.99));
 * ParallelTraining.of(network, 2).averagingFrequency(3).fit(data);
 * }</pre>
 *
 * <p>Each call of {@code fit} is one epoch. Noise is keyed by (seed, worker, iteration): workers draw different noise,
 * and equal trainings repeat bit for bit. Schedules count the minibatches of all workers; see {@link StepCount}.
 * Default: averages after every minibatch, seed 0, {@link StepCount#GLOBAL}.
 *
 * <p>Gradient sharing is refused: with two workers it deadlocks for a {@code MultiLayerNetwork} in DL4J 1.0.0-M2.1, and
 * it loses decoupled decay and constraints. A worker that fails makes {@code fit} fail. Needs the artifact {@code
 * deeplearning4j-parallel-wrapper}.
 */
public final class ParallelTraining {

    private final Model network;
    private final int workers;
    private final int frequency;
    private final StepSeed seed;
    private final StepCount stepCount;

    private ParallelTraining(Model network, int workers, int frequency, StepSeed seed, StepCount stepCount) {
        this.network = network;
        this.workers = workers;
        this.frequency = frequency;
        this.seed = seed;
        this.stepCount = stepCount;
    }

    /**
     * Creates a training that averages after every minibatch of each worker.
     *
     * @param network initialized, a {@code MultiLayerNetwork} or a {@code ComputationGraph}
     * @param workers number of threads, at least 2
     * @return the training
     * @throws IllegalArgumentException if an argument is outside its range
     */
    public static ParallelTraining of(Model network, int workers) {
        return new ParallelTraining(
                Network.of(network).model(),
                Arguments.atLeast("workers", workers, 2),
                1,
                StepSeed.of(0),
                StepCount.GLOBAL);
    }

    /**
     * Sets how often parameters are averaged.
     *
     * @param minibatches per worker between two averagings, at least 1; a rest at the end of an epoch is not averaged
     * @return a new training
     * @throws IllegalArgumentException if minibatches is less than 1
     */
    public ParallelTraining averagingFrequency(int minibatches) {
        return new ParallelTraining(
                network, workers, Arguments.atLeast("averagingFrequency", minibatches, 1), seed, stepCount);
    }

    /**
     * Sets the key of the noise.
     *
     * @param number any
     * @return a new training
     */
    public ParallelTraining seed(long number) {
        return new ParallelTraining(network, workers, frequency, StepSeed.of(number), stepCount);
    }

    /**
     * Sets what an iteration is for schedules.
     *
     * @param count minibatches of one worker or of all
     * @return a new training
     * @throws IllegalArgumentException if count is missing
     */
    public ParallelTraining stepCount(StepCount count) {
        return new ParallelTraining(network, workers, frequency, seed, Arguments.required("stepCount", count));
    }

    /**
     * Sets DL4J's mode of training.
     *
     * @param mode only {@code AVERAGING}
     * @return this training
     * @throws IllegalArgumentException for any other mode
     */
    public ParallelTraining trainingMode(ParallelWrapper.TrainingMode mode) {
        if (mode != ParallelWrapper.TrainingMode.AVERAGING) {
            throw Arguments.invalid(
                    "trainingMode",
                    "AVERAGING, because gradient sharing deadlocks for a MultiLayerNetwork and loses decoupled decay"
                            + " and constraints",
                    mode);
        }
        return this;
    }

    /**
     * Trains for one epoch.
     *
     * @param data minibatches, which the workers take in turn
     * @throws IllegalArgumentException if a listener of the network needs each step of one network
     */
    public void fit(DataSetIterator data) {
        Network view = Network.of(network);
        List<TrainingListener> all = new ArrayList<>(view.listeners());
        ListenerPlacement placement = ListenerPlacement.of(network);
        KeyedTrainers trainers = new KeyedTrainers(seed, stepCount == StepCount.GLOBAL ? workers : 1);
        Rounds rounds = new Rounds(placement.onDriver(), trainers);
        placement.onDriver().forEach(listener -> listener.onEpochStart(network));
        network.setListeners(placement.onWorkers()); // DL4J's builder moves them to all workers
        ParallelWrapper wrapper = wrapper(rounds);
        wrapper.setTrainerContext(trainers);
        try {
            wrapper.fit(data);
        } finally {
            wrapper.shutdown();
            network.setListeners(all);
        }
        rounds.beforeRound();
        placement.onDriver().forEach(listener -> listener.onEpochEnd(network));
        view.setCounts(rounds.iteration(), rounds.epoch + 1);
    }

    @SuppressWarnings("unchecked") // The methods of DL4J's builder return raw types.
    private ParallelWrapper wrapper(Rounds rounds) {
        return new ParallelWrapper.Builder<>(network)
                .workers(workers)
                .averagingFrequency(frequency)
                .trainingMode(ParallelWrapper.TrainingMode.AVERAGING)
                .modelParamsSupplier(rounds::beforeRound)
                .build();
    }

    /** Called by DL4J before each round of minibatches, while no worker runs. */
    private final class Rounds {

        private final List<TrainingListener> listeners;
        private final KeyedTrainers trainers;
        private final int first = Network.of(network).iteration();
        private final int epoch = Network.of(network).epoch();

        private int done = -1;

        private Rounds(List<TrainingListener> listeners, KeyedTrainers trainers) {
            this.listeners = listeners;
            this.trainers = trainers;
        }

        private int iteration() {
            return first + trainers.steps(stepCount);
        }

        /** Returns the parameters to send to all workers. */
        private INDArray beforeRound() {
            done++;
            if (done == 0) {
                trainers.await();
                return null;
            }
            if (done % frequency != 0) {
                return null;
            }
            int last = iteration() - 1;
            Network.of(network).setCounts(last + 1, epoch);
            AfterAveraging.apply(network, last, epoch);
            listeners.forEach(listener -> listener.iterationDone(network, last, epoch));
            return network.params();
        }
    }
}
