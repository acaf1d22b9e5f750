package io.github.dl4jregularizers.residual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.github.dl4jregularizers.reference.Reference;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.modelimport.keras.KerasModelImport;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A residual network from a file in Keras 2's format, channels last. */
class KerasFusionTest {

    private static ComputationGraph imported() throws Exception {
        try (var file = KerasFusionTest.class.getResourceAsStream("/reference/keras-import/residual.h5")) {
            return KerasModelImport.importKerasModelAndWeights(file, false);
        }
    }

    @Test
    void anImportedResidualNetworkIsFused() throws Exception {
        ComputationGraph network = imported();
        FusionReport plan = FusedNetworks.plan(network.getConfiguration());
        assertThat(plan.blocks()).containsExactly(entry("relu2", List.of("conv2", "norm2", "sum", "relu2")));
        assertThat(plan.sequences())
                .as(plan.toString())
                .containsExactly(
                        entry("classifier", List.of("conv1", "norm1", "relu1", "relu2", "pool", "classifier")));

        INDArray images = Reference.array(Reference.of("keras-import").path("images"), DataType.FLOAT);
        INDArray expected = Reference.array(Reference.of("keras-import").path("output"), DataType.FLOAT);
        ComputationGraph fused = FusedNetworks.of(network);
        assertThat(network.outputSingle(images).equalsWithEps(expected, 1e-5)).isTrue();
        assertThat(fused.outputSingle(images).equalsWithEps(expected, 1e-5)).isTrue();
        assertThat(FusedNetworks.plain(fused).outputSingle(images).equalsWithEps(expected, 1e-5))
                .isTrue();
    }
}
