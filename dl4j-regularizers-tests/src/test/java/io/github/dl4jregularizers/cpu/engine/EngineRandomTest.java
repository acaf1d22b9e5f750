package io.github.dl4jregularizers.cpu.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.cpu.RequiresCpuModule;
import java.util.Random;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Random sequences of layers on random shapes and thread counts. */
@RequiresCpuModule
class EngineRandomTest {

    @Test
    void fewSequences() {
        sequences(0, 8);
    }

    @Test
    @Tag("slow")
    void manySequences() {
        sequences(100, 200);
    }

    /** The native operations are available once ND4J has chosen its backend. */
    @BeforeAll
    static void startBackend() {
        assertThat(Nd4j.getBackend().isAvailable()).isTrue();
    }

    private static void sequences(int first, int count) {
        int threads = NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads();
        try {
            for (int seed = first; seed < first + count; seed++) {
                sequence(seed);
            }
        } finally {
            NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
        }
    }

    private static void sequence(int seed) {
        Random random = new Random(seed);
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1 + random.nextInt(2));
        int channels = 1 + random.nextInt(20);
        int size = 4 + random.nextInt(8);
        EngineComparison comparison = new EngineComparison(
                InputType.convolutional(size, size, channels), new RandomLayers(seed, channels, size).next());
        for (int i = 0; i < 2; i++) {
            comparison.assertEqual(2 + random.nextInt(11), channels, size, size);
        }
    }
}
