package io.github.dl4jregularizers.examples.spark;

import io.github.dl4jregularizers.averaging.ExponentialMovingAverage;
import io.github.dl4jregularizers.examples.data.ChannelStatistics;
import io.github.dl4jregularizers.examples.data.CifarData;
import io.github.dl4jregularizers.examples.data.ImageBatches;
import io.github.dl4jregularizers.examples.data.ImageData;
import io.github.dl4jregularizers.examples.data.ShapesData;
import io.github.dl4jregularizers.noise.StepSeed;
import io.github.dl4jregularizers.spark.RegularizedTrainingMaster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.nd4j.linalg.dataset.DataSet;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains a regularized ResNet-8 locally and on Spark for equally many epochs, and prints both accuracies. */
@Command(
        name = "SparkCifar",
        description = "Trains a ResNet-8 with stochastic depth, label smoothing and AdamW, locally and on Spark.",
        mixinStandardHelpOptions = true)
public final class SparkCifar implements Callable<Integer> {

    private static final int NEWEST_JAVA = 17;

    @Option(names = "--master", defaultValue = "local[2]", description = "Spark master (default: ${DEFAULT-VALUE})")
    private String master;

    @Option(names = "--workers", defaultValue = "2", description = "task slots (default: ${DEFAULT-VALUE})")
    private int workers;

    @Option(names = "--data", description = "directory of CIFAR-10, binary version (default: built-in images)")
    private Path data;

    @Option(names = "--epochs", defaultValue = "4", description = "default: ${DEFAULT-VALUE}")
    private int epochs;

    @Option(
            names = "--batch",
            defaultValue = "32",
            description = "images per worker and step (default: ${DEFAULT-VALUE})")
    private int batch;

    @Option(names = "--averaging", defaultValue = "5", description = "steps per averaging (default: ${DEFAULT-VALUE})")
    private int averaging;

    @Option(names = "--images", defaultValue = "1280", description = "training images (default: ${DEFAULT-VALUE})")
    private int images;

    @Option(names = "--seed", defaultValue = "1", description = "default: ${DEFAULT-VALUE}")
    private long seed;

    private SparkCifar() {}

    /**
     * Runs the example.
     *
     * @param args options; {@code --help} lists them
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new SparkCifar()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        if (Runtime.version().feature() > NEWEST_JAVA) {
            System.err.println("Spark 3.1 runs on Java 8, 11 and 17, but this is " + Runtime.version());
            return 2;
        }
        ImageData all = data == null
                ? ShapesData.generate(images, 500, seed)
                : CifarData.load(data, CifarData.Variant.CIFAR10).withTrainingLimit(images, seed);
        ChannelStatistics statistics = ChannelStatistics.of(all.training());
        List<DataSet> training = list(ImageBatches.training(all.training(), statistics, batch, true, seed));
        List<DataSet> test = list(ImageBatches.inOrder(all.test(), statistics, batch));
        long updates = (long) epochs * training.size();
        System.out.printf(
                "%s: %d training images, %d epochs%n",
                all.name(), all.training().size(), epochs);
        locally(ResNet8.build(seed, updates), training, test);
        SparkConf conf = new SparkConf().setAppName("SparkCifar").setIfMissing("spark.ui.enabled", "false");
        try (JavaSparkContext context = new JavaSparkContext(conf.setIfMissing("spark.master", master))) {
            onSpark(context, ResNet8.build(seed, updates), training, test);
        }
        return 0;
    }

    private static List<DataSet> list(ImageBatches batches) {
        List<DataSet> list = new ArrayList<>();
        batches.forEachRemaining(list::add);
        return list;
    }

    private void locally(ComputationGraph network, List<DataSet> training, List<DataSet> test) {
        StepSeed stepSeed = StepSeed.of(seed);
        long start = System.nanoTime();
        for (int epoch = 0; epoch < epochs; epoch++) {
            for (DataSet one : training) {
                stepSeed.beforeStep(network);
                network.fit(one);
            }
            network.incrementEpochCount();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        report(
                "local",
                seconds,
                training,
                network.evaluate(new ExistingDataSetIterator(test)).accuracy());
    }

    private void onSpark(
            JavaSparkContext context, ComputationGraph network, List<DataSet> training, List<DataSet> test) {
        RegularizedTrainingMaster trainingMaster = new RegularizedTrainingMaster.Builder(workers, batch)
                .batchSizePerWorker(batch)
                .averagingFrequency(averaging)
                .seed(seed)
                .build();
        ExponentialMovingAverage average = new ExponentialMovingAverage(0.5);
        network.setListeners(average);
        SparkComputationGraph spark = new SparkComputationGraph(context, network, trainingMaster);
        JavaRDD<DataSet> distributed = context.parallelize(training, workers);
        JavaRDD<DataSet> distributedTest = context.parallelize(test, workers);
        long start = System.nanoTime();
        for (int epoch = 0; epoch < epochs; epoch++) {
            spark.fit(distributed);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        report(
                workers + " workers",
                seconds,
                training,
                spark.evaluate(distributedTest).accuracy());
        SparkComputationGraph averaged = new SparkComputationGraph(context, average.averaged(network), trainingMaster);
        System.out.printf(
                "%-12s test accuracy %.3f%n",
                "average", averaged.evaluate(distributedTest).accuracy());
    }

    private void report(String name, double seconds, List<DataSet> training, double accuracy) {
        long trained = training.stream().mapToLong(DataSet::numExamples).sum() * epochs;
        System.out.printf("%-12s test accuracy %.3f, %.0f images/s in training%n", name, accuracy, trained / seconds);
    }
}
