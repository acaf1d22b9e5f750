package io.github.dl4jregularizers.cpu;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * The class that DL4J's layer helpers look up by the name {@code org.nd4j.nativeblas.Nd4jCpu$Environment}, where ND4J
 * had it once. {@link MovedClass} defines a copy of this class under that name at run time.
 *
 * <p>Refers to nothing but the JDK, so that the copy works in ND4J's class loader.
 */
final class OneDnnEnvironment {

    private static final String MOVED_TO = "org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu$Environment";
    private static final String POOLING = "org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingLayer";
    private static final String BATCH_NORM = "org.deeplearning4j.nn.layers.normalization.BatchNormalization";
    private static final String FROZEN = "org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop";

    private OneDnnEnvironment() {}

    /** Called by {@code BaseMKLDNNHelper.mklDnnEnabled()} by reflection. */
    public static OneDnnEnvironment getInstance() {
        return new OneDnnEnvironment();
    }

    /**
     * Tests whether the layer under construction may have a helper. Returns the result of {@code isUseONEDNN()}, except
     * for layers whose helper is wrong. Never throws: DL4J would remember the exception and refuse every helper from
     * then on.
     */
    public boolean isUseMKLDNN() {
        return !hasLayerWrongHelper() && isSwitchedOn();
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
     * Reads the layer from the stack: DL4J passes no argument. The pooling helper ignores avgPoolIncludePadInDivisor.
     * The batch normalization helper needs the statistics of a training pass, which a FrozenLayerWithBackprop never
     * makes.
     */
    private static boolean hasLayerWrongHelper() {
        Set<String> callers = StackWalker.getInstance()
                .walk(frames -> frames.map(StackWalker.StackFrame::getClassName).collect(Collectors.toSet()));
        return callers.contains(POOLING) || callers.contains(BATCH_NORM) && callers.contains(FROZEN);
    }
}
