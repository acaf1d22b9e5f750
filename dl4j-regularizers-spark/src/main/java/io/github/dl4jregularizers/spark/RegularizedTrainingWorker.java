package io.github.dl4jregularizers.spark;

import io.github.dl4jregularizers.internal.config.ConfigurationCopy;
import io.github.dl4jregularizers.internal.dl4j.Network;
import io.github.dl4jregularizers.internal.dl4j.StepListener;
import io.github.dl4jregularizers.noise.StepSeed;
import java.util.Collection;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.core.storage.StatsStorageRouterProvider;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.MultiLayerUpdater;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingResult;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingWorker;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * A worker that keys noise, counts steps, and owns its configuration. DL4J's {@code clone()} shares dropout and updater
 * objects between the task threads of one JVM, and loses the counts of a graph.
 */
final class RegularizedTrainingWorker extends ParameterAveragingTrainingWorker {

    private static final long serialVersionUID = 1;

    private final Broadcast<NetBroadcastTuple> broadcast;
    private final StepSeed seed;
    /** By how much the iteration count grows per step of this worker. */
    private final int stride;

    private final StepTally tally;
    private transient int first;
    private transient int done;

    RegularizedTrainingWorker(
            Broadcast<NetBroadcastTuple> broadcast,
            WorkerConfiguration configuration,
            Collection<TrainingHook> hooks,
            Collection<TrainingListener> listeners,
            StatsStorageRouterProvider router,
            StepSeed seed,
            int stride,
            StepTally tally) {
        super(broadcast, true, configuration, hooks, listeners, router);
        this.broadcast = broadcast;
        this.seed = seed;
        this.stride = stride;
        this.tally = tally;
    }

    @Override
    public MultiLayerNetwork getInitialModel() {
        MultiLayerNetwork stock = super.getInitialModel();
        NetBroadcastTuple tuple = broadcast.getValue();
        MultiLayerNetwork network = new MultiLayerNetwork(ConfigurationCopy.of(tuple.getConfiguration()));
        network.init(stock.params(), false);
        INDArray state = tuple.getUpdaterState();
        if (state != null) {
            network.setUpdater(new MultiLayerUpdater(network, state.dup()));
        }
        network.setListeners(stock.getListeners());
        start(network);
        return network;
    }

    @Override
    public ComputationGraph getInitialModelGraph() {
        ComputationGraph stock = super.getInitialModelGraph();
        NetBroadcastTuple tuple = broadcast.getValue();
        ComputationGraph graph = new ComputationGraph(ConfigurationCopy.of(tuple.getGraphConfiguration()));
        graph.init(stock.params(), false);
        INDArray state = tuple.getUpdaterState();
        if (state != null) {
            graph.setUpdater(new ComputationGraphUpdater(graph, state.dup()));
        }
        graph.setListeners(stock.getListeners());
        start(graph);
        return graph;
    }

    private void start(Model model) {
        first = Network.of(model).iteration();
        done = 0;
    }

    @Override
    public ParameterAveragingTrainingResult processMinibatch(
            DataSet dataSet, MultiLayerNetwork network, boolean isLast) {
        beforeStep(network);
        return super.processMinibatch(dataSet, network, isLast);
    }

    @Override
    public ParameterAveragingTrainingResult processMinibatch(
            MultiDataSet dataSet, ComputationGraph graph, boolean isLast) {
        beforeStep(graph);
        return super.processMinibatch(dataSet, graph, isLast);
    }

    private void beforeStep(Model model) {
        Network network = Network.of(model);
        network.setCounts(first + done * stride, network.epoch());
        seed.forWorker(TaskContext.getPartitionId()).beforeStep(model);
        StepListener.notifyBeforeStep(network);
        done++;
        tally.add(new int[] {TaskContext.getPartitionId(), done});
    }
}
