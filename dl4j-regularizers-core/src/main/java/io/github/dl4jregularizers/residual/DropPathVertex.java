package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.BackendNoise;
import io.github.dl4jregularizers.noise.NoiseSource;
import io.github.dl4jregularizers.noise.Stochastic;
import java.util.Objects;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * DropPath for graphs: drops a residual branch at random in training. Place it at the end of the branch, before the
 * addition.
 *
 * <p>Formula: y = x m / (1 - d), m ~ Bernoulli(1 - d) for the drop rate d, one draw per example, or one per batch
 * with {@code perExample(false)}. Identity at inference.
 *
 * <p>Shapes: any activations with the example in dimension 0. Sequence masks pass through.
 *
 * <p>The branch is computed even where it is dropped; {@link ResidualBlock} skips it. Gradients of a dropped branch
 * are 0. BatchNormalization in the branch sees every example.
 *
 * <p>Default: one draw per example, as {@code drop_path} of PyTorch Image Models (timm).
 *
 * <p>Papers: Larsson et al., "FractalNet", ICLR 2017; Huang et al., "Deep Networks with Stochastic Depth", ECCV 2016.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE,
        setterVisibility = Visibility.NONE)
public final class DropPathVertex extends GraphVertex implements Stochastic {

    private final DropRate dropRate;
    private final boolean perBatch;
    private transient NoiseSource noise;

    /**
     * Creates a vertex with one draw per example.
     *
     * @param dropRate probability of dropping
     * @throws IllegalArgumentException if dropRate is missing
     */
    public DropPathVertex(DropRate dropRate) {
        this(dropRate, false);
    }

    @JsonCreator
    private DropPathVertex(@JsonProperty("dropRate") DropRate dropRate, @JsonProperty("perBatch") boolean perBatch) {
        this.dropRate = Arguments.required("dropRate", dropRate);
        this.perBatch = perBatch;
    }

    /**
     * Returns the drop rate.
     *
     * @return as given
     */
    public DropRate dropRate() {
        return dropRate;
    }

    boolean isPerBatch() {
        return perBatch;
    }

    NoiseSource noise() {
        return noise == null ? BackendNoise.INSTANCE : noise;
    }

    @Override
    public DropPathVertex withNoise(NoiseSource source) {
        DropPathVertex copy = clone();
        copy.noise = Arguments.required("source", source);
        return copy;
    }

    @Override
    public boolean draws() {
        return !dropRate.isAlwaysZero();
    }

    @Override
    public boolean drawsPerExample() {
        return !perBatch;
    }

    @Override
    public DropPathVertex clone() {
        DropPathVertex copy = new DropPathVertex(dropRate, perBatch);
        copy.noise = noise;
        return copy;
    }

    @Override
    public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
            ComputationGraph graph,
            String name,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType dataType) {
        return new DropPathVertexRuntime(graph, name, index, this, dataType);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType... inputs) {
        return inputs[0];
    }

    @Override
    public long numParams(boolean backprop) {
        return 0;
    }

    @Override
    public int minVertexInputs() {
        return 1;
    }

    @Override
    public int maxVertexInputs() {
        return 1;
    }

    @Override
    public MemoryReport getMemoryReport(InputType... inputs) {
        return new LayerMemoryReport.Builder(null, DropPathVertex.class, inputs[0], inputs[0])
                .standardMemory(0, 0)
                .workingMemory(0, 0, 0, 0)
                .cacheMemory(0, 0)
                .build();
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof DropPathVertex)) {
            return false;
        }
        DropPathVertex that = (DropPathVertex) other;
        return dropRate.equals(that.dropRate) && perBatch == that.perBatch;
    }

    @Override
    public int hashCode() {
        return Objects.hash(dropRate, perBatch);
    }

    @Override
    public String toString() {
        return "DropPathVertex(" + dropRate + (perBatch ? " per batch)" : " per example)");
    }

    /** Builds a {@link DropPathVertex}. The drop rate is required. */
    public static final class Builder {

        private DropRate dropRate;
        private boolean perExample = true;

        /** Starts with one draw per example. */
        public Builder() {}

        /**
         * Sets the drop rate of the branch.
         *
         * @param rate drop rate d
         * @return this
         */
        public Builder dropRate(DropRate rate) {
            dropRate = rate;
            return this;
        }

        /**
         * Sets whether to draw per example (DropPath) or per batch (stochastic depth). Default: true.
         *
         * @param drawPerExample false for one draw per batch
         * @return this
         */
        public Builder perExample(boolean drawPerExample) {
            perExample = drawPerExample;
            return this;
        }

        /**
         * Builds the vertex.
         *
         * @return a new configuration
         * @throws IllegalArgumentException if the drop rate is missing
         */
        public DropPathVertex build() {
            return new DropPathVertex(dropRate, !perExample);
        }
    }
}
