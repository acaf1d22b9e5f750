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
 * Drops a path of a graph at random in training: stochastic depth for existing graphs, placed at the end of a residual
 * branch, before the addition.
 *
 * <p>Formula: y = x m / (1 - d), with m = 1 at probability 1 - d and 0 otherwise, drawn for each example or, with
 * {@link #perBatch}, once for the whole batch; y = x at inference.
 *
 * <p>Shapes: any activations with the example in dimension 0. Masks of time steps pass through. The path before the vertex
 * is computed all the same, dropped or not: {@link ResidualBlock} saves that time. Its gradients are exactly 0 where it is
 * dropped, but BatchNormalization in it sees every example.
 *
 * <p>Errors: none at run time; a batch of which every example is dropped gives zeros.
 *
 * <p>Paper: Huang et al., "Deep Networks with Stochastic Depth", ECCV 2016; Larsson et al., "FractalNet", ICLR 2017, named
 * drop-path. The reference is {@code drop_path} of PyTorch Image Models.
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
     * A draw for each example.
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
     * One draw for the whole batch, as in the paper.
     *
     * @param dropRate probability of dropping
     * @return the vertex
     * @throws IllegalArgumentException if dropRate is missing
     */
    public static DropPathVertex perBatch(DropRate dropRate) {
        return new DropPathVertex(dropRate, true);
    }

    /**
     * The probability of dropping.
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
}
