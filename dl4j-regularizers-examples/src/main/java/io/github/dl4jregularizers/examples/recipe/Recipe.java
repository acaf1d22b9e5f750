package io.github.dl4jregularizers.examples.recipe;

import io.github.dl4jregularizers.internal.Arguments;
import java.util.function.Function;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * One way of training, by name: updater, loss, dropout before the classifier, augmentation, and a last change of the
 * built configuration. What an entry does not set is the baseline's: Adam, cross-entropy, no dropout, no augmentation.
 *
 * <p>Immutable; every call gives new DL4J objects, so that two networks never share state.
 */
public final class Recipe {

    /** Changes a built configuration before the network is made; the place of {@code AdamW.applyTo}. */
    interface Change {
        /** Changes a layer stack in place and returns it. */
        MultiLayerConfiguration of(MultiLayerConfiguration configuration, ISchedule learningRate);

        /** Changes a graph in place and returns it. */
        ComputationGraphConfiguration of(ComputationGraphConfiguration configuration, ISchedule learningRate);
    }

    private final String name;
    private final String description;
    private Function<ISchedule, IUpdater> updater = Adam::new;
    private Supplier<ILossFunction> loss = LossMCXENT::new;
    private Supplier<IDropout> dropout = () -> null;
    private Change change;
    private boolean augmented;

    private Recipe(String name, String description) {
        this.name = Arguments.required("name", name);
        this.description = Arguments.required("description", description);
    }

    /** The baseline under another name, to change with the methods below; each returns a changed copy. */
    static Recipe named(String name, String description) {
        return new Recipe(name, description);
    }

    private Recipe copy() {
        Recipe copy = new Recipe(name, description);
        copy.updater = updater;
        copy.loss = loss;
        copy.dropout = dropout;
        copy.change = change;
        copy.augmented = augmented;
        return copy;
    }

    Recipe withUpdater(Function<ISchedule, IUpdater> value) {
        Recipe copy = copy();
        copy.updater = value;
        return copy;
    }

    Recipe withLoss(Supplier<ILossFunction> value) {
        Recipe copy = copy();
        copy.loss = value;
        return copy;
    }

    Recipe withDropout(Supplier<IDropout> value) {
        Recipe copy = copy();
        copy.dropout = value;
        return copy;
    }

    Recipe withChange(Change value) {
        Recipe copy = copy();
        copy.change = value;
        return copy;
    }

    Recipe withAugmentation() {
        Recipe copy = copy();
        copy.augmented = true;
        return copy;
    }

    /**
     * The name on the command line.
     *
     * @return lower case, words joined by hyphens
     */
    public String name() {
        return name;
    }

    /**
     * What the recipe does.
     *
     * @return one line
     */
    public String description() {
        return description;
    }

    /**
     * A new updater.
     *
     * @param learningRate learning rate over the iterations
     * @return the updater
     */
    public IUpdater updater(ISchedule learningRate) {
        return updater.apply(learningRate);
    }

    /**
     * A new loss for the softmax output.
     *
     * @return the loss
     */
    public ILossFunction loss() {
        return loss.get();
    }

    /**
     * New noise for the input of the classifier.
     *
     * @return the dropout; null for none
     */
    public IDropout dropout() {
        return dropout.get();
    }

    /**
     * Whether training images are cropped and flipped at random.
     *
     * @return true for augmentation
     */
    public boolean augmented() {
        return augmented;
    }

    /**
     * Makes the recipe's last changes to a layer stack.
     *
     * @param configuration the built configuration; changed
     * @param learningRate learning rate over the iterations
     * @return the configuration to build the network from
     */
    public MultiLayerConfiguration configure(MultiLayerConfiguration configuration, ISchedule learningRate) {
        return change == null ? configuration : change.of(configuration, learningRate);
    }

    /**
     * Makes the recipe's last changes to a graph.
     *
     * @param configuration the built configuration; changed
     * @param learningRate learning rate over the iterations
     * @return the configuration to build the network from
     */
    public ComputationGraphConfiguration configure(
            ComputationGraphConfiguration configuration, ISchedule learningRate) {
        return change == null ? configuration : change.of(configuration, learningRate);
    }

    @Override
    public String toString() {
        return name;
    }
}
