package io.github.dl4jregularizers.examples.recipe;

import io.github.dl4jregularizers.augment.Augmentation;
import io.github.dl4jregularizers.averaging.ParameterAverage;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.network.BlockChange;
import io.github.dl4jregularizers.examples.network.NetworkOptions;
import io.github.dl4jregularizers.examples.network.Place;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * A named recipe of training: loss, noise, replaced layers and blocks, augmentation, configuration change, gradient
 * listeners, parameter average. Settings that a recipe leaves out are the baseline's: the plan's optimizer,
 * cross-entropy, no noise, no augmentation, no listeners, no average.
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
    private Supplier<ILossFunction> loss = LossMCXENT::new;
    private Map<Place, Function<TrainingPlan, Layer>> layers = Map.of();
    private BiFunction<TrainingPlan, FeedForwardLayer, Layer> dense = (plan, layer) -> layer;
    private BlockChange block = (asItIs, index, count) -> asItIs;
    private Change change = new Change() {};
    private double l2;
    private boolean augmented;
    private List<LongFunction<Augmentation>> augmentations = List.of();
    private List<Function<TrainingPlan, TrainingListener>> gradientListeners = List.of();
    private Function<TrainingPlan, ParameterAverage> average;
    private boolean forAdam;

    private Recipe(String name, String description) {
        this.name = Require.given("name", name);
        this.description = Require.given("description", description);
    }

    /** Creates the baseline under another name. The methods below return changed copies. */
    static Recipe named(String name, String description) {
        return new Recipe(name, description);
    }

    private Recipe copy() {
        Recipe copy = new Recipe(name, description);
        copy.loss = loss;
        copy.layers = layers;
        copy.dense = dense;
        copy.block = block;
        copy.change = change;
        copy.l2 = l2;
        copy.augmented = augmented;
        copy.augmentations = augmentations;
        copy.gradientListeners = gradientListeners;
        copy.average = average;
        copy.forAdam = forAdam;
        return copy;
    }

    Recipe withLoss(Supplier<ILossFunction> value) {
        Recipe copy = copy();
        copy.loss = value;
        return copy;
    }

    Recipe withNoise(Place place, Supplier<IDropout> value) {
        return withLayer(place, plan -> new NoiseLayer(value.get()));
    }

    /** Adds a layer at a place, new for every network. */
    Recipe withLayer(Place place, Function<TrainingPlan, Layer> value) {
        Recipe copy = copy();
        copy.layers = new EnumMap<>(Place.class);
        copy.layers.putAll(layers);
        copy.layers.put(place, value);
        return copy;
    }

    Recipe withDense(BiFunction<TrainingPlan, FeedForwardLayer, Layer> value) {
        Recipe copy = copy();
        copy.dense = value;
        return copy;
    }

    Recipe withBlock(BlockChange value) {
        Recipe copy = copy();
        copy.block = value;
        return copy;
    }

    Recipe withChange(Change value) {
        Recipe copy = copy();
        copy.change = value;
        return copy;
    }

    /** Sets DL4J's L2 on weights, in place of the plan's. */
    Recipe withL2(double value) {
        Recipe copy = copy();
        copy.l2 = value;
        return copy;
    }

    Recipe withAugmentation() {
        Recipe copy = copy();
        copy.augmented = true;
        return copy;
    }

    /** Restricts the recipe to Adam. */
    Recipe forAdam() {
        Recipe copy = copy();
        copy.forAdam = true;
        return copy;
    }

    /** Adds an augmentation of training batches, created from a seed. */
    Recipe withAugmentation(LongFunction<Augmentation> value) {
        Recipe copy = copy();
        copy.augmentations = new ArrayList<>(augmentations);
        copy.augmentations.add(value);
        return copy;
    }

    /** Adds a listener that changes gradients before the updater. */
    Recipe withGradientListener(Function<TrainingPlan, TrainingListener> value) {
        Recipe copy = copy();
        copy.gradientListeners = new ArrayList<>(gradientListeners);
        copy.gradientListeners.add(value);
        return copy;
    }

    Recipe withAverage(Function<TrainingPlan, ParameterAverage> value) {
        Recipe copy = copy();
        copy.average = value;
        return copy;
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
     * Augmentations besides cropping and flipping.
     *
     * @param seed seed of the draws
     * @return new augmentations at every call, in order
     */
    public List<Augmentation> augmentations(long seed) {
        return augmentations.stream().map(make -> make.apply(seed)).collect(Collectors.toList());
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
     * Returns the average of the parameters that is evaluated in place of the network.
     *
     * @param plan plan of the training
     * @return creates a new average; null for none
     */
    public Supplier<ParameterAverage> average(TrainingPlan plan) {
        return average == null ? null : () -> average.apply(plan);
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
        ISchedule learningRate = plan.learningRate();
        NetworkOptions.Builder options = NetworkOptions.builder()
                .classes(plan.classes())
                .seed(plan.seed())
                .updater(plan.optimizer().updater(learningRate))
                .l2(l2 > 0 ? l2 : plan.weightDecay())
                .loss(loss.get())
                .dense(layer -> dense.apply(plan, layer))
                .block(block)
                .multiLayer(conf -> change.of(conf, learningRate))
                .graph(conf -> change.of(conf, learningRate));
        layers.forEach((place, layer) -> options.layer(place, () -> layer.apply(plan)));
        return options.build();
    }

    @Override
    public String toString() {
        return name;
    }
}
