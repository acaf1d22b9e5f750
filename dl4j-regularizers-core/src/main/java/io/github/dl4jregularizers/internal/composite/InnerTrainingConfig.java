package io.github.dl4jregularizers.internal.composite;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * Training settings by parameter, from the runtime layer that holds it. Only there are the settings of DL4J's wrappers
 * and frozen layers correct.
 */
public final class InnerTrainingConfig implements TrainingConfig {

    private final CompositeConfiguration composite;
    private final Map<String, Layer> layers;
    private final Predicate<String> isFrozen;

    /** Freezes layers by prefix: neither the updater nor decay moves their parameters in this step. */
    public InnerTrainingConfig(
            CompositeConfiguration composite, Map<String, Layer> layers, Predicate<String> isFrozen) {
        this.composite = composite;
        this.layers = layers;
        this.isFrozen = isFrozen;
    }

    private TrainingConfig holding(String parameter) {
        return layers.get(InnerParameters.prefix(parameter)).getConfig();
    }

    @Override
    public String getLayerName() {
        return composite.getLayerName();
    }

    @Override
    public List<Regularization> getRegularizationByParam(String parameter) {
        return isFrozen.test(InnerParameters.prefix(parameter))
                ? List.of(NoUpdate.INSTANCE)
                : holding(parameter).getRegularizationByParam(InnerParameters.name(parameter));
    }

    @Override
    public boolean isPretrainParam(String parameter) {
        return holding(parameter).isPretrainParam(InnerParameters.name(parameter));
    }

    @Override
    public IUpdater getUpdaterByParam(String parameter) {
        return holding(parameter).getUpdaterByParam(InnerParameters.name(parameter));
    }

    @Override
    public GradientNormalization getGradientNormalization() {
        return composite.getGradientNormalization();
    }

    @Override
    public double getGradientNormalizationThreshold() {
        return composite.getGradientNormalizationThreshold();
    }

    @Override
    public void setDataType(DataType dataType) {
        composite.setDataType(dataType);
    }
}
