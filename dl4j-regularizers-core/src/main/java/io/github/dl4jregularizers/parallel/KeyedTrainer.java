package io.github.dl4jregularizers.parallel;

import io.github.dl4jregularizers.internal.dl4j.Network;
import io.github.dl4jregularizers.internal.dl4j.StepListener;
import io.github.dl4jregularizers.noise.StepSeed;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.deeplearning4j.parallelism.trainer.DefaultTrainer;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** A worker that keys noise by (seed, worker, iteration), and counts its steps. */
final class KeyedTrainer extends DefaultTrainer {

    private final StepSeed seed;
    private final int first;
    private final int epoch;
    /** By how much the iteration count grows per step of this worker. */
    private final int stride;

    private volatile boolean ready;
    private volatile int done;

    /**
     * Creates a worker that has not started.
     *
     * @param network the worker with number 0 trains it, all others train copies
     * @param number of the worker, from 0
     * @param seed of this worker
     * @param stride steps of all workers per step of this one, as schedules count them
     * @param wrapper DL4J's
     * @param workspaces of training
     */
    KeyedTrainer(
            Model network, int number, StepSeed seed, int stride, ParallelWrapper wrapper, WorkspaceMode workspaces) {
        this.seed = seed;
        this.stride = stride;
        Network view = Network.of(network);
        first = view.iteration();
        epoch = view.epoch();
        originalModel = network;
        replicatedModel = network;
        threadId = number;
        parallelWrapper = wrapper;
        workspaceMode = workspaces;
        uuid = wrapper.getUuid() + "_thread_" + number;
        queue = new LinkedBlockingQueue<>(1);
        queueMDS = new LinkedBlockingQueue<>(1);
        running = new AtomicInteger();
        shouldUpdate = new AtomicBoolean();
        shouldStop = new AtomicBoolean();
        isStopped = new AtomicBoolean();
        nullMode = new AtomicBoolean();
        lastEtlTime = new AtomicLong();
    }

    @Override
    protected void postInit() {
        super.postInit();
        ready = true;
    }

    /** Tests whether the worker's copy of the network is complete; throws the exception that ended the worker. */
    boolean isReady() {
        if (thrownException != null) {
            throw new IllegalStateException("A worker could not start: " + thrownException, thrownException);
        }
        return ready;
    }

    /** Returns the number of steps so far. */
    int done() {
        return done;
    }

    @Override
    protected void fit(DataSet batch) {
        beforeStep();
        super.fit(batch);
    }

    @Override
    protected void fit(MultiDataSet batch) {
        beforeStep();
        super.fit(batch);
    }

    private void beforeStep() {
        Network network = Network.of(replicatedModel);
        network.setCounts(first + done * stride, epoch);
        seed.beforeStep(replicatedModel);
        StepListener.notifyBeforeStep(network);
        done = done + 1;
    }
}
