package io.github.dl4jregularizers.parallel;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.ListenerPlacement;
import io.github.dl4jregularizers.internal.dl4j.Network;
import io.github.dl4jregularizers.internal.weights.AfterAveraging;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.deeplearning4j.parallelism.trainer.Trainer;
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
 * <p>Each call of {@code fit} is one epoch. Workers draw noise from the generators of their threads, which DL4J does
 * not seed: runs differ. Iterations count steps of one worker. Default: averages after every minibatch.
 *
 * <p>Gradient sharing is refused: with two workers it deadlocks for a {@code MultiLayerNetwork} in DL4J 1.0.0-M2.1, and
 * it loses decoupled decay and constraints. Needs the artifact {@code deeplearning4j-parallel-wrapper}.
 */
public final class ParallelTraining {

    private static final int START_SECONDS = 120;

    private final Model network;
    private final int workers;
    private final int frequency;

    private ParallelTraining(Model network, int workers, int frequency) {
        this.network = network;
        this.workers = workers;
        this.frequency = frequency;
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
        return new ParallelTraining(Network.of(network).model(), Arguments.atLeast("workers", workers, 2), 1);
    }

    /**
     * Sets how often parameters are averaged.
     *
     * @param minibatches per worker between two averagings, at least 1; a rest at the end of an epoch is not averaged
     * @return a new training
     * @throws IllegalArgumentException if minibatches is less than 1
     */
    public ParallelTraining averagingFrequency(int minibatches) {
        return new ParallelTraining(network, workers, Arguments.atLeast("averagingFrequency", minibatches, 1));
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
        Rounds rounds = new Rounds(placement.onDriver());
        placement.onDriver().forEach(listener -> listener.onEpochStart(network));
        List<TrainingListener> onWorkers = new ArrayList<>(placement.onWorkers());
        onWorkers.add(rounds.ready);
        network.setListeners(onWorkers); // DL4J's builder moves them to all workers
        ParallelWrapper wrapper = wrapper(rounds);
        rounds.wrapper = wrapper;
        try {
            wrapper.fit(data);
        } finally {
            wrapper.shutdown();
            network.setListeners(all);
        }
        rounds.beforeRound();
        placement.onDriver().forEach(listener -> listener.onEpochEnd(network));
        view.setCounts(view.iteration(), view.epoch() + 1);
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
        /** DL4J sets the listeners of a worker's network last. */
        private final TrainingListener ready = new BaseTrainingListener() {};

        private ParallelWrapper wrapper;
        private int done = -1;

        private Rounds(List<TrainingListener> listeners) {
            this.listeners = listeners;
        }

        /** Returns the parameters to send to all workers. */
        private INDArray beforeRound() {
            done++;
            if (done == 0) {
                awaitWorkers();
                return null;
            }
            if (done % frequency != 0) {
                return null;
            }
            Network view = Network.of(network);
            int last = view.iteration() - 1;
            AfterAveraging.apply(network, last, view.epoch());
            listeners.forEach(listener -> listener.iterationDone(network, last, view.epoch()));
            return network.params();
        }

        /** DL4J's workers copy the first one's parameters, which must not train yet. */
        private void awaitWorkers() {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
            while (!IntStream.range(0, workers).allMatch(this::isReady)) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("The workers did not start within " + START_SECONDS + " seconds");
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }

        /** Workers but the first begin with the network itself, until their copy is complete. */
        private boolean isReady(int number) {
            Trainer worker = wrapper.getZoo()[number];
            return worker != null
                    && worker.getModel() != null
                    && (worker.getModel() == network) == (number == 0)
                    && Network.of(worker.getModel()).listeners().contains(ready);
        }
    }
}
