package io.github.dl4jregularizers;

import io.github.dl4jregularizers.internal.Arguments;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/**
 * A change of a built network configuration, such as another optimizer or a penalty on the weights.
 *
 * <p>One policy holds for every change: the argument is not changed, and a changed copy is returned. The copy shares no
 * mutable object with the argument. It keeps the sizes that DL4J inferred, the input preprocessors, the iteration and
 * epoch counts, and the noise sources.
 *
 * <pre>{@code
 * ConfigurationChange change = AdamW.builder().weightDecay(0.05).build().andThen(new GroupLasso(1e-4));
 * MultiLayerNetwork network = new MultiLayerNetwork(change.applyTo(conf));
 * }</pre>
 */
public interface ConfigurationChange {

    /**
     * Applies the change to the configuration of a {@code MultiLayerNetwork}.
     *
     * @param conf a built configuration with the sizes of all layers known; not changed
     * @return a changed copy
     * @throws IllegalArgumentException if conf is missing, or a layer does not allow the change
     */
    MultiLayerConfiguration applyTo(MultiLayerConfiguration conf);

    /**
     * Applies the change to the configuration of a {@code ComputationGraph}.
     *
     * @param conf a built configuration with the sizes of all layers known; not changed
     * @return a changed copy
     * @throws IllegalArgumentException if conf is missing, or a layer or vertex does not allow the change
     */
    ComputationGraphConfiguration applyTo(ComputationGraphConfiguration conf);

    /**
     * Combines two changes.
     *
     * @param next the change to apply to the result of this one
     * @return a change that applies both in order
     * @throws IllegalArgumentException if next is missing
     */
    default ConfigurationChange andThen(ConfigurationChange next) {
        Arguments.required("next", next);
        ConfigurationChange first = this;
        return new ConfigurationChange() {
            @Override
            public MultiLayerConfiguration applyTo(MultiLayerConfiguration conf) {
                return next.applyTo(first.applyTo(conf));
            }

            @Override
            public ComputationGraphConfiguration applyTo(ComputationGraphConfiguration conf) {
                return next.applyTo(first.applyTo(conf));
            }

            @Override
            public String toString() {
                return first + ", then " + next;
            }
        };
    }
}
