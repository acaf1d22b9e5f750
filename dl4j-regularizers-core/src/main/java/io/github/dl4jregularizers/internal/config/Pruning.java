package io.github.dl4jregularizers.internal.config;

import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The pruning of a layer: the factors by which inference multiplies its weights or gates, 0 for each pruned one. */
public final class Pruning {

    private final String kind;
    private final Function<Function<String, INDArray>, INDArray> factors;

    /**
     * Creates a description.
     *
     * @param kind plural noun for reports: "weights" or "gates"
     * @param factors computes a new array of factors from a lookup of the layer's parameters by name; must not change
     *     the parameters
     */
    public Pruning(String kind, Function<Function<String, INDArray>, INDArray> factors) {
        this.kind = kind;
        this.factors = factors;
    }

    /**
     * Returns the name of the pruned parts.
     *
     * @return plural noun
     */
    public String kind() {
        return kind;
    }

    /**
     * Computes the factors for the current values of the parameters.
     *
     * @param parameters lookup by name within the layer
     * @return a new array; 0 for each pruned element
     */
    public INDArray factors(Function<String, INDArray> parameters) {
        return factors.apply(parameters);
    }
}
