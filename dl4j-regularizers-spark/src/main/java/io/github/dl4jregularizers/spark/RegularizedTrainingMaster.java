package io.github.dl4jregularizers.spark;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.ListenerPlacement;
import io.github.dl4jregularizers.internal.dl4j.Network;
import io.github.dl4jregularizers.internal.snapshot.KeptParameters;
import io.github.dl4jregularizers.internal.weights.AfterAveraging;
import io.github.dl4jregularizers.noise.StepSeed;
import io.github.dl4jregularizers.parallel.StepCount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingResult;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingWorker;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * DL4J's parameter averaging on Spark with working regularization. Use it with {@code SparkDl4jMultiLayer} or
 * {@code SparkComputationGraph} in place of {@code ParameterAveragingTrainingMaster}.
 *
 * <pre>{@code
 * network.setListeners(GradientClipping.globalNorm(1), new ExponentialMovingAverage(0.9));
 * RegularizedTrainingMaster master = new RegularizedTrainingMaster.Builder(2, 1).seed(7).build();
 * new SparkDl4jMultiLayer(sparkContext, network, master).fit(examples);
 * }</pre>
 *
 * <p>Differences from DL4J's master:
 * <ul>
 *   <li>Noise is keyed by (seed, worker, iteration), where a worker is a partition. Workers draw different noise, equal
 *       trainings repeat bit for bit, and a repeated task draws the same noise as the lost one.
 *   <li>Listeners of the network have an effect. {@code GradientClipping} and {@code SharpnessAwareMinimization} run in
 *       every worker. {@code ExponentialMovingAverage}, {@code StochasticWeightAveraging} and other listeners that need
 *       no single steps run on the driver, once after each averaging.
 *   <li>After each averaging, proximal penalties take one proximal step and constraints are applied.
 *   <li>Schedules count the minibatches of all workers; see {@link StepCount}.
 *   <li>The state of the updaters is always averaged with the parameters. DL4J's default drops it.
 *   <li>Each task has its own copy of the configuration. Iteration counts are exact, also in graphs.
 * </ul>
 *
 * <p>With one worker and one split, the result equals local training with the same minibatches and {@code
 * StepSeed.of(seed)} bit for bit, except where an averaging adds a proximal step.
 *
 * <p>Errors: an executor that fails more often than {@code spark.task.maxFailures} fails {@code fit}. A listener that
 * needs each step of one network is refused by name. JSON of a training master is not supported.
 *
 * <p>Paper: McDonald et al., "Distributed Training Strategies for the Structured Perceptron", NAACL 2010.
 */
public final class RegularizedTrainingMaster extends ParameterAveragingTrainingMaster {

    private final StepSeed seed;
    private final StepCount stepCount;
    private StepTally tally;
    private Broadcast<NetBroadcastTuple> broadcast;
    private boolean inEpoch;

    private RegularizedTrainingMaster(Builder builder) {
        super(builder.settings);
        this.seed = StepSeed.of(builder.seed);
        this.stepCount = builder.stepCount;
    }

    @Override
    public ParameterAveragingTrainingWorker getWorkerInstance(SparkDl4jMultiLayer spark) {
        NetBroadcastTuple tuple = new NetBroadcastTuple(
                spark.getNetwork().getLayerWiseConfigurations(),
                spark.getNetwork().params(),
                spark.getNetwork().getUpdater().getStateViewArray());
        return worker(spark.getSparkContext(), spark.getNetwork(), tuple, false);
    }

    @Override
    public ParameterAveragingTrainingWorker getWorkerInstance(SparkComputationGraph spark) {
        NetBroadcastTuple tuple = new NetBroadcastTuple(
                spark.getNetwork().getConfiguration(),
                spark.getNetwork().params(),
                spark.getNetwork().getUpdater().getStateViewArray());
        return worker(spark.getSparkContext(), spark.getNetwork(), tuple, true);
    }

    private ParameterAveragingTrainingWorker worker(
            JavaSparkContext context, Model network, NetBroadcastTuple tuple, boolean graph) {
        List<TrainingListener> all =
                new ArrayList<>(ListenerPlacement.of(network).onWorkers());
        if (listeners != null) {
            all.addAll(listeners);
        }
        tally = new StepTally();
        context.sc().register(tally, "steps per worker");
        broadcast = context.broadcast(tuple);
        WorkerConfiguration configuration = new WorkerConfiguration(
                graph,
                rddDataSetNumExamples,
                batchSizePerWorker,
                averagingFrequency,
                prefetchNumBatches,
                collectTrainingStats);
        return new RegularizedTrainingWorker(
                broadcast,
                configuration,
                trainingHookList,
                all,
                getRouterProvider(),
                seed,
                stepCount == StepCount.GLOBAL ? numWorkers : 1,
                tally);
    }

    @Override
    protected void processResults(
            SparkDl4jMultiLayer sequence,
            SparkComputationGraph graph,
            JavaRDD<ParameterAveragingTrainingResult> results,
            int splitNumber,
            int splits) {
        Model model = sequence == null ? graph.getNetwork() : sequence.getNetwork();
        Network network = Network.of(model);
        int before = network.iteration();
        super.processResults(sequence, graph, results, splitNumber, splits);
        broadcast.destroy();
        int steps = stepCount == StepCount.GLOBAL ? tally.total() : tally.longest();
        network.setCounts(before + steps, network.epoch());
        if (steps > 0) {
            int last = before + steps - 1;
            network.setScore(sequence == null ? graph.getScore() : sequence.getScore());
            AfterAveraging.apply(model, last, network.epoch());
            ListenerPlacement.of(model)
                    .onDriver()
                    .forEach(listener -> listener.iterationDone(model, last, network.epoch()));
        }
    }

    /** Calls the driver's listeners around an epoch. DL4J's own methods call each other. */
    private void epoch(Model model, Runnable training) {
        if (inEpoch) {
            training.run();
            return;
        }
        List<TrainingListener> onDriver = ListenerPlacement.of(model).onDriver();
        onDriver.forEach(listener -> listener.onEpochStart(model));
        inEpoch = true;
        try {
            training.run();
        } finally {
            inEpoch = false;
        }
        onDriver.forEach(listener -> listener.onEpochEnd(model));
    }

    @Override
    public void executeTraining(SparkDl4jMultiLayer spark, JavaRDD<DataSet> data) {
        epoch(spark.getNetwork(), () -> super.executeTraining(spark, data));
    }

    @Override
    public void executeTraining(SparkComputationGraph spark, JavaRDD<DataSet> data) {
        epoch(spark.getNetwork(), () -> super.executeTraining(spark, data));
    }

    @Override
    public void executeTrainingMDS(SparkComputationGraph spark, JavaRDD<MultiDataSet> data) {
        epoch(spark.getNetwork(), () -> super.executeTrainingMDS(spark, data));
    }

    @Override
    public void executeTrainingPaths(
            SparkDl4jMultiLayer sequence,
            SparkComputationGraph graph,
            JavaRDD<String> paths,
            DataSetLoader loader,
            MultiDataSetLoader multiLoader) {
        Model model = sequence == null ? graph.getNetwork() : sequence.getNetwork();
        epoch(model, () -> super.executeTrainingPaths(sequence, graph, paths, loader, multiLoader));
    }

    /**
     * Sets listeners for every worker.
     *
     * @param statsStorage for listeners that send statistics; null for none
     * @param workerListeners serializable; each task has its own copies
     * @throws IllegalArgumentException if a listener averages parameters: add it to the network instead
     */
    @Override
    public void setListeners(StatsStorageRouter statsStorage, Collection<TrainingListener> workerListeners) {
        if (workerListeners != null) {
            for (TrainingListener listener : workerListeners) {
                if (listener instanceof KeptParameters) {
                    throw Arguments.invalid(
                            "listener " + listener.getClass().getSimpleName(),
                            "a listener of the network, where it follows the averaged parameters",
                            "for the workers");
                }
            }
        }
        super.setListeners(statsStorage, workerListeners);
    }

    /**
     * Not supported: listeners and noise have no JSON form.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public String toJson() {
        throw new UnsupportedOperationException("A RegularizedTrainingMaster has no JSON form: build it in code");
    }

    /**
     * Not supported: listeners and noise have no YAML form.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public String toYaml() {
        throw new UnsupportedOperationException("A RegularizedTrainingMaster has no YAML form: build it in code");
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    /** Settings of DL4J's parameter averaging, and those of the noise and the schedules. */
    public static final class Builder extends TrainingMasterSettings {

        /**
         * Starts with DL4J's defaults: 16 examples per minibatch, averaging every 5 minibatches, and a tree of depth 2.
         * Data goes to the workers directly, not through files. Seed 0, {@link StepCount#GLOBAL}.
         *
         * @param workers number of task slots of the cluster, at least 1; each holds one copy of the network
         * @param examplesPerDataSet number of examples in each element of the data, at least 1
         * @throws IllegalArgumentException if an argument is outside its range
         */
        public Builder(int workers, int examplesPerDataSet) {
            super(workers, examplesPerDataSet);
        }

        @Override
        Builder self() {
            return this;
        }

        /**
         * Builds the training master.
         *
         * @return a training master for one network
         */
        public RegularizedTrainingMaster build() {
            return new RegularizedTrainingMaster(this);
        }
    }
}
