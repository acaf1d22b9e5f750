package io.github.dl4jregularizers.spark;

import io.github.dl4jregularizers.internal.dl4j.Network;
import io.github.dl4jregularizers.internal.dl4j.StepListener;
import io.github.dl4jregularizers.noise.StepSeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Small trainings, locally and on Spark, with minibatches of 4 examples. */
final class Training {

    static final long SEED = 11;
    static final int BATCH = 4;

    private Training() {}

    /** Minibatches of features of a shape, or of indices below 5 without one, and one-hot labels of two classes. */
    static List<DataSet> batches(int number, long... exampleShape) {
        Random random = new Random(3);
        List<DataSet> batches = new ArrayList<>();
        long[] shape = {BATCH, 1};
        if (exampleShape.length > 0) {
            shape = new long[exampleShape.length + 1];
            shape[0] = BATCH;
            System.arraycopy(exampleShape, 0, shape, 1, exampleShape.length);
        }
        for (int i = 0; i < number; i++) {
            INDArray features = Nd4j.createUninitialized(DataType.FLOAT, shape);
            INDArray labels = Nd4j.zeros(DataType.FLOAT, BATCH, 2);
            for (long j = 0; j < features.length(); j++) {
                features.putScalar(j, exampleShape.length == 0 ? random.nextInt(5) : random.nextGaussian());
            }
            for (int j = 0; j < BATCH; j++) {
                labels.putScalar(j, random.nextInt(2), 1);
            }
            batches.add(new DataSet(features, labels));
        }
        return batches;
    }

    /** For exact comparisons: equal arrays of ND4J may differ by 1e-5. */
    static float[] values(Model network) {
        return network.params().toFloatVector();
    }

    static RegularizedTrainingMaster.Builder master(int workers, int frequency) {
        return new RegularizedTrainingMaster.Builder(workers, BATCH)
                .batchSizePerWorker(BATCH)
                .averagingFrequency(frequency)
                .seed(SEED);
    }

    /** Trains in this thread, with the keys of worker 0. */
    static void locally(Model network, List<DataSet> batches, int epochs) {
        StepSeed seed = StepSeed.of(SEED);
        for (int epoch = 0; epoch < epochs; epoch++) {
            for (DataSet batch : batches) {
                seed.beforeStep(network);
                Network.of(network).listeners().stream()
                        .filter(listener -> listener instanceof StepListener)
                        .forEach(listener -> ((StepListener) listener).beforeStep(network));
                if (network instanceof MultiLayerNetwork) {
                    ((MultiLayerNetwork) network).fit(batch);
                } else {
                    ((ComputationGraph) network).fit(batch);
                }
            }
            if (network instanceof MultiLayerNetwork) {
                ((MultiLayerNetwork) network).incrementEpochCount();
            } else {
                ((ComputationGraph) network).incrementEpochCount();
            }
        }
    }

    static void onSpark(
            JavaSparkContext context,
            Model network,
            RegularizedTrainingMaster master,
            List<DataSet> batches,
            int partitions,
            int epochs) {
        JavaRDD<DataSet> data = context.parallelize(batches, partitions);
        for (int epoch = 0; epoch < epochs; epoch++) {
            if (network instanceof MultiLayerNetwork) {
                new SparkDl4jMultiLayer(context, (MultiLayerNetwork) network, master).fit(data);
            } else {
                new SparkComputationGraph(context, (ComputationGraph) network, master).fit(data);
            }
        }
        data.unpersist();
    }
}
