package io.github.dl4jregularizers.spark;

import io.github.dl4jregularizers.ensemble.Ensemble;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.SavedNetwork;
import io.github.dl4jregularizers.noise.SplitMix;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trains the members of an ensemble in parallel, each in a separate task.
 *
 * <p>Members need no communication: training time is that of one member while the cluster has a task slot per member.
 * Each task seeds ND4J's generator of its thread, keyed by (seed, member), before it trains. Equal seeds repeat, and a
 * repeated task gives the same member.
 *
 * <pre>{@code
 * Broadcast<List<DataSet>> data = context.broadcast(batches);
 * Ensemble ensemble = SparkEnsemble.train(context, 5, 42, (member, seed) -> {
 *     MultiLayerNetwork network = new MultiLayerNetwork(configurationWithSeed(seed));
 *     network.init();
 *     network.fit(new ListDataSetIterator<>(data.value()), 10);
 *     return network;
 * });
 * }</pre>
 *
 * <p>Paper: Lakshminarayanan et al., "Simple and Scalable Predictive Uncertainty Estimation using Deep Ensembles",
 * NeurIPS 2017.
 */
public final class SparkEnsemble {

    private SparkEnsemble() {}

    /** Trains one member, in an executor. */
    @FunctionalInterface
    public interface MemberTraining extends Serializable {

        /**
         * Creates and trains a network.
         *
         * @param member number of the member, from 0
         * @param seed of the member, for the initial weights; positive
         * @return the trained network, a {@code MultiLayerNetwork} or a {@code ComputationGraph}
         * @throws Exception fails the task, which Spark repeats
         */
        Model train(int member, long seed) throws Exception;
    }

    /**
     * Trains an ensemble.
     *
     * @param context Spark
     * @param members number of members, at least 1
     * @param seed key of all members' seeds
     * @param training creates and trains a member
     * @return the ensemble, on the driver
     * @throws IllegalArgumentException if an argument is missing or out of range
     */
    public static Ensemble train(JavaSparkContext context, int members, long seed, MemberTraining training) {
        Arguments.atLeast("members", members, 1);
        Arguments.required("training", training);
        List<Integer> numbers = IntStream.range(0, members).boxed().collect(Collectors.toList());
        List<SavedNetwork> trained = Arguments.required("context", context)
                .parallelize(numbers, members)
                .map(member -> member(training, member, seed))
                .collect();
        return Ensemble.of(trained.stream().map(SavedNetwork::restore).collect(Collectors.toList()));
    }

    private static SavedNetwork member(MemberTraining training, int member, long seed) throws Exception {
        long own = SplitMix.keyed(seed, member).nextLong() >>> 1 | 1;
        Nd4j.getRandom().setSeed(own);
        Model network = Arguments.required("network of member " + member, training.train(member, own));
        return SavedNetwork.of(network);
    }
}
