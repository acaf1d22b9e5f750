package io.github.dl4jregularizers.examples.recipe;

import io.github.dl4jregularizers.augment.Augmentation;
import io.github.dl4jregularizers.averaging.ParameterAverage;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.ensemble.SnapshotEnsemble;
import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.network.BlockChange;
import io.github.dl4jregularizers.examples.network.NetworkOptions;
import io.github.dl4jregularizers.examples.network.Place;
import io.github.dl4jregularizers.examples.training.TrainingOptions;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * A named recipe of training: changes of the network, learning rate, augmentations, gradient listeners, parameter
 * average, snapshots, adversary. Settings that a recipe leaves out are the baseline's: the plan's optimizer and
 * learning rate, cross-entropy, and none of the others.
 *
 * <p>Immutable. {@link #network} creates new DL4J objects at every call, so that two networks never share state.
 */
public final class Recipe {

    /** Changes a built configuration before the network is built. By default, changes nothing. */
    interface Change {
        /** Changes the configuration of a {@code MultiLayerNetwork}. */
        default MultiLayerConfiguration of(MultiLayerConfiguration configuration, ISchedule learningRate) {
            return configuration;
        }

        /** Changes the configuration of a {@code ComputationGraph}. */
        default ComputationGraphConfiguration of(ComputationGraphConfiguration configuration, ISchedule learningRate) {
            return configuration;
        }
    }

    private final String name;
    private final String description;
    private List<BiConsumer<TrainingPlan, NetworkOptions.Builder>> network = List.of();
    private Function<TrainingPlan, ISchedule> learningRate = TrainingPlan::learningRate;
    private boolean augmented;
    private List<LongFunction<Augmentation>> imageAugmentations = List.of();
    private List<LongFunction<Augmentation>> augmentations = List.of();
    private List<Function<TrainingPlan, TrainingListener>> gradientListeners = List.of();
    private Function<TrainingPlan, ParameterAverage> average;
    private Function<TrainingPlan, SnapshotEnsemble> snapshots;
    private BiFunction<TrainingPlan, Model, Augmentation> adversary;
    private boolean forAdam;

    private Recipe(String name, String description) {
        this.name = Require.given("name", name);
        this.description = Require.given("description", description);
    }

    /** Creates the baseline under another name. The methods below return changed copies. */
    static Recipe named(String name, String description) {
        return new Recipe(name, description);
    }

    private Recipe with(Consumer<Recipe> change) {
        Recipe copy = new Recipe(name, description);
        copy.network = network;
        copy.learningRate = learningRate;
        copy.augmented = augmented;
        copy.imageAugmentations = imageAugmentations;
        copy.augmentations = augmentations;
        copy.gradientListeners = gradientListeners;
        copy.average = average;
        copy.snapshots = snapshots;
        copy.adversary = adversary;
        copy.forAdam = forAdam;
        change.accept(copy);
        return copy;
    }

    private static <T> List<T> and(List<T> list, T another) {
        return Stream.concat(list.stream(), Stream.of(another)).collect(Collectors.toUnmodifiableList());
    }

    /** Changes options of the network, after the earlier changes. */
    private Recipe withNetwork(BiConsumer<TrainingPlan, NetworkOptions.Builder> value) {
        return with(copy -> copy.network = and(network, value));
    }

    Recipe withLoss(Supplier<ILossFunction> value) {
        return withNetwork((plan, options) -> options.loss(value.get()));
    }

    Recipe withNoise(Place place, Supplier<IDropout> value) {
        return withLayer(place, plan -> new NoiseLayer(value.get()));
    }

    /** Adds a layer at a place, new for every network. */
    Recipe withLayer(Place place, Function<TrainingPlan, Layer> value) {
        return withNetwork((plan, options) -> options.layer(place, () -> value.apply(plan)));
    }

    Recipe withDense(BiFunction<TrainingPlan, FeedForwardLayer, Layer> value) {
        return withNetwork((plan, options) -> options.dense(layer -> value.apply(plan, layer)));
    }

    Recipe withBlock(BlockChange value) {
        return withNetwork((plan, options) -> options.block(value));
    }

    Recipe withChange(Change value) {
        return withNetwork((plan, options) -> options.multiLayer(conf -> value.of(conf, learningRate.apply(plan)))
                .graph(conf -> value.of(conf, learningRate.apply(plan))));
    }

    /** Sets DL4J's L2 on weights, in place of the plan's. */
    Recipe withL2(double value) {
        return withNetwork((plan, options) -> options.l2(value));
    }

    /** Constrains the weights of every layer. */
    Recipe withConstraint(Supplier<LayerConstraint> value) {
        return withNetwork((plan, options) -> options.constraint(value.get()));
    }

    /** Sets the learning rate, in place of the plan's. Call it before {@link #withChange}. */
    Recipe withLearningRate(Function<TrainingPlan, ISchedule> value) {
        return with(copy -> copy.learningRate = value);
    }

    Recipe withAugmentation() {
        return with(copy -> copy.augmented = true);
    }

    /** Restricts the recipe to Adam. */
    Recipe forAdam() {
        return with(copy -> copy.forAdam = true);
    }

    /** Adds an augmentation of images with values in [0, 1], before crops, flips and normalization. */
    Recipe withImageAugmentation(LongFunction<Augmentation> value) {
        return with(copy -> copy.imageAugmentations = and(imageAugmentations, value));
    }

    /** Adds an augmentation of training batches, created from a seed. */
    Recipe withAugmentation(LongFunction<Augmentation> value) {
        return with(copy -> copy.augmentations = and(augmentations, value));
    }

    /** Adds a listener that changes gradients before the updater. */
    Recipe withGradientListener(Function<TrainingPlan, TrainingListener> value) {
        return with(copy -> copy.gradientListeners = and(gradientListeners, value));
    }

    Recipe withAverage(Function<TrainingPlan, ParameterAverage> value) {
        return with(copy -> copy.average = value);
    }

    /** Keeps snapshots of the parameters, whose ensemble gives the metrics. */
    Recipe withSnapshots(Function<TrainingPlan, SnapshotEnsemble> value) {
        return with(copy -> copy.snapshots = value);
    }

    /** Adds an augmentation that needs the network, after all others. */
    Recipe withAdversary(BiFunction<TrainingPlan, Model, Augmentation> value) {
        return with(copy -> copy.adversary = value);
    }

    /**
     * Returns the name on the command line.
     *
     * @return lower case, words joined by hyphens
     */
    public String name() {
        return name;
    }

    /**
     * Description of the recipe.
     *
     * @return one line
     */
    public String description() {
        return description;
    }

    /**
     * Tests whether training images are cropped and flipped at random.
     *
     * @return true for augmentation
     */
    public boolean augmented() {
        return augmented;
    }

    /**
     * Tests whether there are augmentations besides crops and flips, and besides adversarial examples.
     *
     * @return true for augmentations of images or of normalized batches
     */
    public boolean hasAugmentations() {
        return !imageAugmentations.isEmpty() || !augmentations.isEmpty();
    }

    /**
     * Augmentations of images with values in [0, 1].
     *
     * @param seed seed of the draws
     * @return new augmentations at every call, in order
     */
    public List<Augmentation> imageAugmentations(long seed) {
        return imageAugmentations.stream().map(make -> make.apply(seed)).collect(Collectors.toList());
    }

    /**
     * Augmentations of normalized images besides cropping and flipping.
     *
     * @param seed seed of the draws
     * @return new augmentations at every call, in order
     */
    public List<Augmentation> augmentations(long seed) {
        return augmentations.stream().map(make -> make.apply(seed)).collect(Collectors.toList());
    }

    /**
     * Passes on what the training needs besides the images: listeners, average, snapshots, adversary.
     *
     * @param plan plan of the training
     * @param training receives the settings, which create new objects for every training
     */
    public void configure(TrainingPlan plan, TrainingOptions.Builder training) {
        training.gradientListeners(() -> gradientListeners(plan));
        training.average(average == null ? null : () -> average.apply(plan));
        training.snapshots(snapshots == null ? null : () -> snapshots.apply(plan));
        training.adversary(adversary == null ? null : model -> adversary.apply(plan, model));
    }

    /**
     * Listeners that change gradients before the updater.
     *
     * @param plan plan of the training
     * @return new listeners at every call, in order
     */
    public List<TrainingListener> gradientListeners(TrainingPlan plan) {
        return gradientListeners.stream().map(make -> make.apply(plan)).collect(Collectors.toList());
    }

    /**
     * Returns the network options of the recipe. New DL4J objects at every call.
     *
     * @param plan plan of the training
     * @return options for the network
     * @throws IllegalArgumentException if the recipe is for Adam and the plan has another optimizer
     */
    public NetworkOptions network(TrainingPlan plan) {
        if (forAdam && plan.optimizer() != Optimizer.ADAM) {
            throw Require.invalid(
                    "optimizer with recipe " + name,
                    "adam",
                    plan.optimizer().name().toLowerCase(Locale.ROOT));
        }
        NetworkOptions.Builder options = NetworkOptions.builder()
                .classes(plan.classes())
                .seed(plan.seed())
                .updater(plan.optimizer().updater(learningRate.apply(plan)))
                .l2(plan.weightDecay());
        network.forEach(change -> change.accept(plan, options));
        return options.build();
    }

    @Override
    public String toString() {
        return name;
    }
}
