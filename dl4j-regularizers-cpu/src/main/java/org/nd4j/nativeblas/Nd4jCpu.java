package org.nd4j.nativeblas;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * The name under which DL4J's layer helpers still look for ND4J's CPU bindings, which are now {@code
 * org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu}. Not for use by programs; see
 * {@link io.github.dl4jregularizers.cpu.OneDnn}.
 */
public final class Nd4jCpu {

    private Nd4jCpu() {}

    /**
     * Answers the one question that {@code BaseMKLDNNHelper.mklDnnEnabled()} asks, by reflection, whenever a layer that
     * could have a helper is made.
     */
    public static final class Environment {

        private static final String MOVED_TO = "org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu$Environment";
        private static final String POOLING = "org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingLayer";
        private static final String BATCH_NORM = "org.deeplearning4j.nn.layers.normalization.BatchNormalization";
        private static final String FROZEN = "org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop";

        private Environment() {}

        /**
         * Part of the old class that DL4J calls.
         *
         * @return an environment without state
         */
        public static Environment getInstance() {
            return new Environment();
        }

        /**
         * Whether the layer that is being made may have a helper: the new {@code isUseONEDNN()}, except for layers
         * whose helper is wrong. False without a CPU backend, never an exception: DL4J would remember it and refuse
         * every helper until the JVM ends.
         *
         * @return true if ND4J's switch is on, which it is by default, even in a native build that has no oneDNN
         */
        public boolean isUseMKLDNN() {
            return !madeLayerHasWrongHelper() && isSwitchedOn();
        }

        private static boolean isSwitchedOn() {
            try {
                Class<?> environment = Class.forName(MOVED_TO);
                Object instance = environment.getMethod("getInstance").invoke(null);
                return (Boolean) environment.getMethod("isUseONEDNN").invoke(instance);
            } catch (ReflectiveOperationException | LinkageError e) {
                return false;
            }
        }

        /**
         * DL4J does not say for which layer it asks; only the stack tells. The pooling helper ignores
         * avgPoolIncludePadInDivisor, and otherwise runs the very operation that the layer runs without it. The batch
         * normalization helper needs the batch statistics of a training pass, which a layer frozen in test mode never
         * makes: backpropagation through it would end in a NullPointerException.
         */
        private static boolean madeLayerHasWrongHelper() {
            Set<String> callers = StackWalker.getInstance()
                    .walk(frames ->
                            frames.map(StackWalker.StackFrame::getClassName).collect(Collectors.toSet()));
            return callers.contains(POOLING) || callers.contains(BATCH_NORM) && callers.contains(FROZEN);
        }
    }
}
