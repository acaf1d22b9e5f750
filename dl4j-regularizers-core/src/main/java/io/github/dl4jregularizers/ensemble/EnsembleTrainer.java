package io.github.dl4jregularizers.ensemble;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trains the members of an {@link Ensemble}: each with another seed, optionally on a bootstrap sample (bagging) and
 * with other hyperparameters, on several cores.
 *
 * <p>A factory creates the network of a member from its number and seed; set the seed with {@code .seed(seed)} and vary
 * hyperparameters by the number. Each member has another random order of the examples per epoch. {@link #bootstrap}
 * draws N of the N examples with replacement instead, about 63 % of them per member. The thread's generator is seeded
 * per member: results do not depend on the number of threads.
 *
 * <p>{@link #resumable} saves each member when it is trained; a run with the same settings loads it instead of training
 * it again. A member that was interrupted starts over.
 *
 * <p>Defaults: 1 epoch, minibatches of 32, all examples, one thread, not resumable. Immutable settings. Errors:
 * settings out of range; a folder with members of other settings; a failing member, by its number.
 *
 * <pre>{@code
 * Ensemble ensemble = EnsembleTrainer.of(5, 42, (member, seed) -> network(seed))
 *         .bootstrap().epochs(20).batchSize(64).threads(2).train(data);
 * }</pre>
 *
 * <p>Papers: Breiman, "Bagging Predictors", Machine Learning 24, 1996; Lakshminarayanan et al., "Simple and Scalable
 * Predictive Uncertainty Estimation using Deep Ensembles", NIPS 2017, which uses seeds only.
 */
public final class EnsembleTrainer {

    /** Creates the network of a member. */
    @FunctionalInterface
    public interface Factory {
        /**
         * Creates a network.
         *
         * @param member number of the member, from 0
         * @param seed of the member, for {@code .seed(seed)}
         * @return an initialized {@code MultiLayerNetwork} or {@code ComputationGraph} of one input and one output
         */
        Model create(int member, long seed);
    }

    private final int members;
    private final long seed;
    private final Factory factory;
    private boolean isBootstrap;
    private int epochs = 1;
    private int batchSize = 32;
    private int threads = 1;
    private Path folder;

    private EnsembleTrainer(int members, long seed, Factory factory) {
        this.members = members;
        this.seed = seed;
        this.factory = factory;
    }

    /**
     * Creates a trainer with the default settings.
     *
     * @param members number of members, at least 1
     * @param seed of the ensemble; the members' seeds follow from it
     * @param factory creates the network of a member
     * @return the trainer
     * @throws IllegalArgumentException if members is below 1 or factory is missing
     */
    public static EnsembleTrainer of(int members, long seed, Factory factory) {
        return new EnsembleTrainer(
                Arguments.atLeast("members", members, 1), seed, Arguments.required("factory", factory));
    }

    private EnsembleTrainer copy() {
        EnsembleTrainer copy = new EnsembleTrainer(members, seed, factory);
        copy.isBootstrap = isBootstrap;
        copy.epochs = epochs;
        copy.batchSize = batchSize;
        copy.threads = threads;
        copy.folder = folder;
        return copy;
    }

    /**
     * Trains each member on a bootstrap sample (bagging).
     *
     * @return a new trainer
     */
    public EnsembleTrainer bootstrap() {
        EnsembleTrainer copy = copy();
        copy.isBootstrap = true;
        return copy;
    }

    /**
     * Sets the number of epochs per member.
     *
     * @param count at least 1
     * @return a new trainer
     * @throws IllegalArgumentException if count is below 1
     */
    public EnsembleTrainer epochs(int count) {
        EnsembleTrainer copy = copy();
        copy.epochs = Arguments.atLeast("epochs", count, 1);
        return copy;
    }

    /**
     * Sets the number of examples per minibatch.
     *
     * @param examples at least 1
     * @return a new trainer
     * @throws IllegalArgumentException if examples is below 1
     */
    public EnsembleTrainer batchSize(int examples) {
        EnsembleTrainer copy = copy();
        copy.batchSize = Arguments.atLeast("batchSize", examples, 1);
        return copy;
    }

    /**
     * Trains several members at once.
     *
     * @param count number of threads, at least 1; with {@code OMP_NUM_THREADS} times that number up to the cores
     * @return a new trainer
     * @throws IllegalArgumentException if count is below 1
     */
    public EnsembleTrainer threads(int count) {
        EnsembleTrainer copy = copy();
        copy.threads = Arguments.atLeast("threads", count, 1);
        return copy;
    }

    /**
     * Saves members to a folder, and loads those that are there.
     *
     * @param directory created if missing; one per data set, factory and settings
     * @return a new trainer
     * @throws IllegalArgumentException if directory is missing
     */
    public EnsembleTrainer resumable(Path directory) {
        EnsembleTrainer copy = copy();
        copy.folder = Arguments.required("directory", directory);
        return copy;
    }

    /**
     * Trains the members.
     *
     * @param data training set, with masks if it has any
     * @return the ensemble, members in order
     * @throws IllegalArgumentException if data is missing or empty, or the folder has members of other settings
     * @throws IllegalStateException if a member fails; the message has its number
     * @throws IOException if the folder cannot be read or written
     */
    public Ensemble train(DataSet data) throws IOException {
        int examples = Arguments.required("data", data).numExamples();
        Arguments.atLeast("number of examples", examples, 1);
        List<DataSet> list = data.asList();
        MemberFiles files = folder == null ? null : MemberFiles.in(folder, settings(examples));
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(threads, members));
        try {
            List<Future<Model>> trained = new ArrayList<>();
            for (int i = 0; i < members; i++) {
                int member = i;
                trained.add(pool.submit(() -> member(member, list, files)));
            }
            List<Model> networks = new ArrayList<>();
            for (int i = 0; i < members; i++) {
                networks.add(result(i, trained.get(i)));
            }
            return Ensemble.of(networks);
        } finally {
            pool.shutdownNow();
        }
    }

    private String settings(int examples) {
        return "members " + members + ", seed " + seed + ", bootstrap " + isBootstrap + ", epochs " + epochs
                + ", batchSize " + batchSize + ", examples " + examples;
    }

    private static Model result(int member, Future<Model> trained) throws IOException {
        try {
            return trained.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException) {
                throw (IOException) e.getCause();
            }
            throw new IllegalStateException(
                    "Member " + member + " failed: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while member " + member + " trained", e);
        }
    }

    private Model member(int member, List<DataSet> examples, MemberFiles files) throws IOException {
        Model saved = files == null ? null : files.load(member);
        if (saved != null) {
            return saved;
        }
        long own = SplitMix.keyed(seed, member).nextLong();
        Nd4j.getRandom().setSeed(own);
        Model network = Arguments.required("network of the factory", factory.create(member, own));
        Nd4j.getRandom().setSeed(own); // A network without a seed seeds the generator from the clock.
        int size = examples.size();
        int[] sample = isBootstrap ? MemberData.bootstrap(size, own) : MemberData.all(size);
        fit(network, new MemberData(examples, sample, batchSize, own));
        if (files != null) {
            files.save(member, network);
        }
        return network;
    }

    private void fit(Model network, DataSetIterator data) {
        if (network instanceof MultiLayerNetwork) {
            ((MultiLayerNetwork) network).fit(data, epochs);
        } else if (network instanceof ComputationGraph) {
            ((ComputationGraph) network).fit(data, epochs);
        } else {
            throw Arguments.invalid(
                    "network of the factory", "a MultiLayerNetwork or a ComputationGraph", network.getClass());
        }
    }
}
