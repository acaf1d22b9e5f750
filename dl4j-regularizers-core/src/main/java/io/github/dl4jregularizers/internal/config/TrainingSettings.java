package io.github.dl4jregularizers.internal.config;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.dl4j.UpdaterCopy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.samediff.AbstractSameDiffLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;

/** Updaters and regularization of a layer or vertex, read from and written to any of DL4J's three base classes. */
public final class TrainingSettings {

    private final IUpdater updater;
    private final IUpdater biasUpdater;
    private final List<Regularization> regularization;
    private final List<Regularization> regularizationBias;

    /**
     * Creates settings.
     *
     * @param updater of all parameters, or of all but the biases
     * @param biasUpdater of the biases; null for the same updater
     * @param regularization of the parameters that DL4J counts as weights; null for none
     * @param regularizationBias of the parameters that DL4J counts as biases; null for none
     */
    public TrainingSettings(
            IUpdater updater,
            IUpdater biasUpdater,
            List<Regularization> regularization,
            List<Regularization> regularizationBias) {
        this.updater = updater;
        this.biasUpdater = biasUpdater;
        this.regularization = copy(regularization);
        this.regularizationBias = copy(regularizationBias);
    }

    /** Copies a list into a modifiable one, because DL4J adds to it later. Null stays null. */
    private static List<Regularization> copy(List<Regularization> list) {
        return list == null ? null : new ArrayList<>(list);
    }

    private static List<Regularization> listed(List<Regularization> list) {
        return list == null ? new ArrayList<>() : new ArrayList<>(list);
    }

    /** Copies the settings and their updaters. */
    TrainingSettings detached() {
        return new TrainingSettings(
                UpdaterCopy.of(updater), UpdaterCopy.of(biasUpdater), regularization, regularizationBias);
    }

    /**
     * Reads the settings of a configuration.
     *
     * @param config layer or vertex
     * @return empty for a class without such settings, such as a container or a layer without parameters
     */
    public static Optional<TrainingSettings> of(TrainingConfig config) {
        if (config instanceof CompositeLayer) {
            return Optional.empty();
        }
        if (config instanceof BaseLayer) {
            BaseLayer layer = (BaseLayer) config;
            return Optional.of(new TrainingSettings(
                    layer.getIUpdater(),
                    layer.getBiasUpdater(),
                    layer.getRegularization(),
                    layer.getRegularizationBias()));
        }
        if (config instanceof AbstractSameDiffLayer) {
            AbstractSameDiffLayer layer = (AbstractSameDiffLayer) config;
            return Optional.of(new TrainingSettings(
                    layer.getUpdater(),
                    layer.getBiasUpdater(),
                    layer.getRegularization(),
                    layer.getRegularizationBias()));
        }
        if (config instanceof SameDiffVertex) {
            SameDiffVertex vertex = (SameDiffVertex) config;
            return Optional.of(new TrainingSettings(
                    vertex.getUpdater(),
                    vertex.getBiasUpdater(),
                    vertex.getRegularization(),
                    vertex.getRegularizationBias()));
        }
        return Optional.empty();
    }

    /**
     * Writes the settings into a configuration. Copies the lists.
     *
     * @param config layer or vertex of a class that {@link #of} can read
     */
    public void writeTo(TrainingConfig config) {
        if (config instanceof BaseLayer) {
            BaseLayer layer = (BaseLayer) config;
            layer.setIUpdater(updater);
            layer.setBiasUpdater(biasUpdater);
            layer.setRegularization(copy(regularization));
            layer.setRegularizationBias(copy(regularizationBias));
        } else if (config instanceof AbstractSameDiffLayer) {
            AbstractSameDiffLayer layer = (AbstractSameDiffLayer) config;
            layer.setUpdater(updater);
            layer.setBiasUpdater(biasUpdater);
            layer.setRegularization(copy(regularization));
            layer.setRegularizationBias(copy(regularizationBias));
        } else if (config instanceof SameDiffVertex) {
            SameDiffVertex vertex = (SameDiffVertex) config;
            vertex.setUpdater(updater);
            vertex.setBiasUpdater(biasUpdater);
            vertex.setRegularization(copy(regularization));
            vertex.setRegularizationBias(copy(regularizationBias));
        } else {
            throw Arguments.invalid("config", "a layer or vertex with training settings", config.getClass());
        }
    }

    /**
     * Returns the updater of all parameters, or of all but the biases.
     *
     * @return null if not set yet
     */
    public IUpdater updater() {
        return updater;
    }

    /**
     * Returns the updater of the biases.
     *
     * @return null if it is the same as {@link #updater()}
     */
    public IUpdater biasUpdater() {
        return biasUpdater;
    }

    /**
     * Returns the regularization of the parameters that DL4J counts as weights.
     *
     * @return a new list
     */
    public List<Regularization> regularization() {
        return listed(regularization);
    }

    /**
     * Returns the regularization of the parameters that DL4J counts as biases.
     *
     * @return a new list
     */
    public List<Regularization> regularizationBias() {
        return listed(regularizationBias);
    }
}
