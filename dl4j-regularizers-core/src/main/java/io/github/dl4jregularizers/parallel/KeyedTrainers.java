package io.github.dl4jregularizers.parallel;

import io.github.dl4jregularizers.noise.StepSeed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.deeplearning4j.parallelism.factory.DefaultTrainerContext;
import org.deeplearning4j.parallelism.trainer.Trainer;

/** The workers of one call of {@code fit}. */
final class KeyedTrainers extends DefaultTrainerContext {

    private static final int START_SECONDS = 120;

    private final List<KeyedTrainer> trainers = new ArrayList<>();
    private final StepSeed seed;
    private final int stride;

    KeyedTrainers(StepSeed seed, int stride) {
        this.seed = seed;
        this.stride = stride;
    }

    @Override
    public Trainer create(
            String uuid,
            int number,
            Model network,
            int rootDevice,
            boolean useMultiDataSet,
            ParallelWrapper wrapper,
            WorkspaceMode workspaces,
            int averagingFrequency) {
        KeyedTrainer trainer = new KeyedTrainer(network, number, seed.forWorker(number), stride, wrapper, workspaces);
        trainers.add(trainer);
        return trainer;
    }

    /** Waits for the copies of the network: DL4J copies the first worker's parameters, which must not train yet. */
    void await() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!trainers.stream().allMatch(KeyedTrainer::isReady)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("The workers did not start within " + START_SECONDS + " seconds");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** Returns by how much the iteration count of the network has grown. */
    int steps(StepCount count) {
        int longest = trainers.stream().mapToInt(KeyedTrainer::done).max().orElse(0);
        return count == StepCount.GLOBAL
                ? trainers.stream().mapToInt(KeyedTrainer::done).sum()
                : longest;
    }
}
