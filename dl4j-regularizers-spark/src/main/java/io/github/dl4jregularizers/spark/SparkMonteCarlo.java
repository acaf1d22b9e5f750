package io.github.dl4jregularizers.spark;

import io.github.dl4jregularizers.calibration.LabeledPredictions;
import io.github.dl4jregularizers.inference.MonteCarloDropout;
import io.github.dl4jregularizers.inference.PredictiveDistribution;
import io.github.dl4jregularizers.internal.Arguments;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.nd4j.evaluation.IEvaluation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Monte-Carlo prediction and evaluation over distributed batches.
 *
 * <p>Each element of the data is one batch. Noise is keyed by the sampler's seed and the number of the sample, not by
 * batch or executor: every batch has bit for bit the distribution that the sampler predicts on the driver, and a
 * repeated task changes nothing. The network is sent to each executor once.
 *
 * <pre>{@code
 * SparkMonteCarlo sampler = SparkMonteCarlo.of(context, MonteCarloDropout.of(network).samples(30).seed(1));
 * List<PredictiveDistribution> predicted = sampler.collect(features, done -> System.out.println(done + " batches"));
 * }</pre>
 *
 * <p>For a Spark {@code Dataset}, pass {@code dataset.javaRDD()}. For a network with one input and one output.
 */
public final class SparkMonteCarlo {

    private static final long PROGRESS_MILLISECONDS = 200;

    private final JavaSparkContext context;
    private final Broadcast<MonteCarloDropout> sampler;

    private SparkMonteCarlo(JavaSparkContext context, Broadcast<MonteCarloDropout> sampler) {
        this.context = context;
        this.sampler = sampler;
    }

    /**
     * Sends a sampler with its network to the executors.
     *
     * @param context Spark
     * @param sampler settings and network; later changes of the network's parameters have no effect
     * @return the distributed sampler
     * @throws IllegalArgumentException if an argument is missing
     */
    public static SparkMonteCarlo of(JavaSparkContext context, MonteCarloDropout sampler) {
        Arguments.required("context", context);
        return new SparkMonteCarlo(context, context.broadcast(Arguments.required("sampler", sampler)));
    }

    /**
     * Predicts lazily, when Spark computes the result.
     *
     * @param batches features, each element one batch
     * @return one distribution per batch, in the same order and partitions
     */
    public JavaRDD<PredictiveDistribution> predict(JavaRDD<INDArray> batches) {
        Broadcast<MonteCarloDropout> sent = sampler;
        return batches.map(features -> sent.value().predict(features));
    }

    /**
     * Predicts now and reports progress.
     *
     * @param batches features, each element one batch
     * @param progress receives the number of batches in finished tasks, at least once at the end
     * @return one distribution per batch, in the order of the batches
     * @throws IllegalStateException if a task fails, with Spark's exception as the cause
     */
    public List<PredictiveDistribution> collect(JavaRDD<INDArray> batches, LongConsumer progress) {
        Arguments.required("progress", progress);
        Broadcast<MonteCarloDropout> sent = sampler;
        LongAccumulator done = context.sc().longAccumulator("predicted batches");
        JavaFutureAction<List<PredictiveDistribution>> job = batches.map(features -> {
                    PredictiveDistribution distribution = sent.value().predict(features);
                    done.add(1);
                    return distribution;
                })
                .collectAsync();
        while (true) {
            try {
                List<PredictiveDistribution> all = job.get(PROGRESS_MILLISECONDS, TimeUnit.MILLISECONDS);
                progress.accept(all.size());
                return all;
            } catch (TimeoutException e) {
                progress.accept(done.value());
            } catch (ExecutionException e) {
                throw new IllegalStateException("The distributed prediction failed: " + e.getCause(), e.getCause());
            } catch (InterruptedException e) {
                job.cancel(true);
                Thread.currentThread().interrupt();
                throw new IllegalStateException("The distributed prediction was interrupted", e);
            }
        }
    }

    /**
     * Evaluates mean predictions.
     *
     * @param <E> class of the evaluation
     * @param batches labeled batches
     * @param empty an evaluation without data, such as {@code new CalibrationEvaluation(15)}; not changed
     * @return the merged evaluations of all partitions
     */
    public <E extends IEvaluation<E>> E evaluate(JavaRDD<DataSet> batches, E empty) {
        Broadcast<MonteCarloDropout> sent = sampler;
        return batches.treeAggregate(
                empty,
                (evaluation, batch) -> {
                    evaluation.eval(batch.getLabels(), mean(sent.value(), batch));
                    return evaluation;
                },
                (first, second) -> {
                    first.merge(second);
                    return first;
                },
                2);
    }

    /**
     * Predicts labeled batches and collects the mean probabilities, for temperature scaling or conformal prediction on
     * the driver.
     *
     * @param batches labeled batches of a validation set, with one-hot labels
     * @return predictions of all examples; takes one number per example and class on the driver
     * @throws IllegalArgumentException if there is no batch
     */
    public LabeledPredictions labeled(JavaRDD<DataSet> batches) {
        Broadcast<MonteCarloDropout> sent = sampler;
        List<DataSet> predicted = batches.map(batch -> new DataSet(mean(sent.value(), batch), batch.getLabels()))
                .collect();
        Arguments.atLeast("number of batches", predicted.size(), 1);
        List<INDArray> probabilities = new ArrayList<>();
        List<INDArray> labels = new ArrayList<>();
        predicted.forEach(batch -> {
            probabilities.add(batch.getFeatures());
            labels.add(batch.getLabels());
        });
        return LabeledPredictions.of(
                Nd4j.concat(0, probabilities.toArray(new INDArray[0])),
                Nd4j.concat(0, labels.toArray(new INDArray[0])));
    }

    private static INDArray mean(MonteCarloDropout sampler, DataSet batch) {
        return sampler.predict(batch.getFeatures()).mean();
    }
}
