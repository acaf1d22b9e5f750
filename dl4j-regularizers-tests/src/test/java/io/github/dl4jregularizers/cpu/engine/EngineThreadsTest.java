package io.github.dl4jregularizers.cpu.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.cpu.RequiresCpuModule;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

@RequiresCpuModule
class EngineThreadsTest {

    private static EngineComparison layers() {
        return new EngineComparison(
                InputType.convolutional(8, 8, 3),
                new ConvolutionLayer.Builder(3, 3)
                        .nOut(8)
                        .convolutionMode(ConvolutionMode.Same)
                        .build(),
                new BatchNormalization.Builder().build());
    }

    @Test
    void twoNetworksInTwoThreads() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> both = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                both.add(pool.submit(() -> {
                    EngineComparison comparison = layers();
                    for (int batch : new int[] {9, 2, 16}) {
                        comparison.assertEqual(batch, 3, 8, 8);
                    }
                }));
            }
            for (Future<?> one : both) {
                one.get();
            }
        } finally {
            pool.shutdown();
        }
    }

    /** DL4J does not allow it, but it must not end the JVM: passes run one after another. */
    @Test
    void oneNetworkInTwoThreads() throws Exception {
        EngineComparison comparison = layers();
        INDArray input = Nd4j.rand(DataType.FLOAT, 6, 3, 8, 8);
        INDArray expected = comparison.engine().forward(input, false, LayerWorkspaceMgr.noWorkspaces());
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            List<Future<INDArray>> outputs = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                outputs.add(
                        pool.submit(() -> comparison.engine().forward(input, false, LayerWorkspaceMgr.noWorkspaces())));
            }
            for (Future<INDArray> output : outputs) {
                assertThat(output.get()).isEqualTo(expected);
            }
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void aBackwardPassWithoutAForwardPassIsRefused() {
        EngineComparison comparison = layers();
        INDArray input = Nd4j.rand(DataType.FLOAT, 6, 3, 8, 8);
        LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();
        comparison.engine().forward(input, true, workspaces);
        comparison.engine().clear();
        assertThatThrownBy(() -> comparison.engine().backward(Nd4j.rand(DataType.FLOAT, 6, 8, 8, 8), workspaces))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("training forward pass");
    }

    @Test
    void resultsDoNotDependOnTheNumberOfThreads() {
        EngineComparison comparison = layers();
        INDArray input = Nd4j.rand(DataType.FLOAT, 16, 3, 8, 8);
        List<INDArray> outputs = new ArrayList<>();
        for (int threads = 1; threads <= 2; threads++) {
            NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
            outputs.add(comparison.engine().forward(input, true, LayerWorkspaceMgr.noWorkspaces()));
        }
        assertThat(outputs.get(1)).isEqualTo(outputs.get(0));
    }
}
