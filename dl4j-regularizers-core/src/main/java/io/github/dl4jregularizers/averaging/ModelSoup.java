package io.github.dl4jregularizers.averaging;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.NetworkCopy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Averages the parameters of several networks of one configuration: one network for the cost of one at inference. The
 * networks have to be fine-tuned from one pretrained network; averages of others are poor.
 *
 * <p>{@link #uniform} averages all. {@link #greedy} sorts the networks by validation score, and starts with the best.
 * It adds the next one if the score of the average does not decrease. Sums are in double precision.
 *
 * <p>BatchNorm's running statistics are averaged too, unless training data are given: then {@link BatchNormStatistics}
 * re-estimates them for each average that is scored.
 *
 * <p>Paper: Wortsman et al., "Model soups", ICML 2022, recipe 1.
 *
 * @param <M> {@code MultiLayerNetwork} or {@code ComputationGraph}
 */
public final class ModelSoup<M extends Model> {

    private final M network;
    private final List<Integer> ingredients;
    private final double score;

    private ModelSoup(M network, List<Integer> ingredients, double score) {
        this.network = network;
        this.ingredients = ingredients;
        this.score = score;
    }

    /**
     * Averages all networks.
     *
     * @param <M> {@code MultiLayerNetwork} or {@code ComputationGraph}
     * @param networks at least one, of one kind and with equally many parameters
     * @return a new network, with the configuration of the first
     * @throws IllegalArgumentException if there is none, or they differ in kind or parameters
     */
    public static <M extends Model> M uniform(List<M> networks) {
        check(networks);
        return average(networks, IntStream.range(0, networks.size()).boxed().collect(Collectors.toList()));
    }

    /**
     * Averages the networks that improve a validation score, in the order of their scores.
     *
     * @param <M> {@code MultiLayerNetwork} or {@code ComputationGraph}
     * @param networks at least one, of one kind and with equally many parameters
     * @param score of a network on validation data, higher is better; not NaN
     * @return the soup
     * @throws IllegalArgumentException if there is no network, they differ in kind or parameters, or a score is NaN
     */
    public static <M extends Model> ModelSoup<M> greedy(List<M> networks, ToDoubleFunction<? super M> score) {
        return greedy(networks, score, null);
    }

    /**
     * Averages the networks that improve a validation score, with re-estimated BatchNorm statistics.
     *
     * @param <M> {@code MultiLayerNetwork} or {@code ComputationGraph}
     * @param networks at least one, of one kind and with equally many parameters
     * @param score of a network on validation data, higher is better; not NaN
     * @param trainingData for the statistics, read once per average; null to average the statistics
     * @return the soup
     * @throws IllegalArgumentException if there is no network, they differ in kind or parameters, or a score is NaN
     */
    public static <M extends Model> ModelSoup<M> greedy(
            List<M> networks, ToDoubleFunction<? super M> score, DataSetIterator trainingData) {
        check(networks);
        Arguments.required("score", score);
        double[] scores = new double[networks.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = valid(score.applyAsDouble(networks.get(i)), "network " + i);
        }
        List<Integer> order = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -scores[i]))
                .collect(Collectors.toList());
        List<Integer> kept = new ArrayList<>(order.subList(0, 1));
        M best = average(networks, kept);
        double highest = scores[order.get(0)];
        for (int next : order.subList(1, order.size())) {
            List<Integer> tried = new ArrayList<>(kept);
            tried.add(next);
            M candidate = average(networks, tried);
            if (trainingData != null) {
                BatchNormStatistics.estimate(candidate, trainingData);
            }
            double reached = valid(score.applyAsDouble(candidate), "the average of networks " + tried);
            if (reached >= highest) {
                highest = reached;
                kept = tried;
                best = candidate;
            }
        }
        return new ModelSoup<>(best, List.copyOf(kept), highest);
    }

    private static double valid(double score, String of) {
        if (Double.isNaN(score)) {
            throw Arguments.invalid("score of " + of, "a number", score);
        }
        return score;
    }

    private static void check(List<? extends Model> networks) {
        Arguments.atLeast(
                "number of networks", Arguments.required("networks", networks).size(), 1);
        Model first = Arguments.required("network 0", networks.get(0));
        for (int i = 1; i < networks.size(); i++) {
            Model network = Arguments.required("network " + i, networks.get(i));
            if (network.getClass() != first.getClass()) {
                throw Arguments.invalid("network " + i, "a " + first.getClass().getName(), network.getClass());
            }
            if (network.numParams() != first.numParams()) {
                throw Arguments.invalid(
                        "number of parameters of network " + i,
                        first.numParams() + " as in network 0",
                        network.numParams());
            }
        }
    }

    private static <M extends Model> M average(List<M> networks, List<Integer> chosen) {
        INDArray sum = Nd4j.zeros(DataType.DOUBLE, networks.get(0).params().shape());
        for (int i : chosen) {
            sum.addi(networks.get(i).params().castTo(DataType.DOUBLE));
        }
        return NetworkCopy.with(networks.get(0), sum.divi(chosen.size()));
    }

    /**
     * Returns the averaged network.
     *
     * @return a separate network, without listeners and updater state
     */
    public M network() {
        return network;
    }

    /**
     * Returns the averaged networks.
     *
     * @return their positions in the given list, the best first
     */
    public List<Integer> ingredients() {
        return ingredients;
    }

    /**
     * Returns the validation score of the average.
     *
     * @return at least that of the best network
     */
    public double score() {
        return score;
    }

    @Override
    public String toString() {
        return "ModelSoup(networks " + ingredients + ", score " + score + ")";
    }
}
