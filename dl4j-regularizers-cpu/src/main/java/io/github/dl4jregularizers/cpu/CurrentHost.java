package io.github.dl4jregularizers.cpu;

import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The ND4J and DL4J of this JVM. What their public API does not tell is asked by reflection. */
final class CurrentHost implements OneDnnHost {

    /** The class that DL4J's layer helpers ask whether oneDNN is in use; ND4J has moved it. */
    private static final String LOOKED_UP = "org.nd4j.nativeblas.Nd4jCpu$Environment";

    private static final String NEIGHBOR = "org.nd4j.nativeblas.NativeOpsHolder";

    @Override
    public String name() {
        return Nd4j.getExecutioner().getEnvironmentInformation().getProperty("backend");
    }

    @Override
    public String platform() {
        return Loader.getPlatform();
    }

    /**
     * The switch {@code isUseONEDNN} is on in every build; only the build information tells the builds apart. The
     * holder of the native library can be loaded only after ND4J has found its backend, which asking for the name does.
     */
    @Override
    public boolean builtWithOneDnn() {
        if (!OneDnn.isCpu(name())) {
            return false;
        }
        try {
            Class<?> holder = Class.forName(NEIGHBOR);
            Object instance = holder.getMethod("getInstance").invoke(null);
            Object operations = holder.getMethod("getDeviceNativeOps").invoke(instance);
            Object information = operations.getClass().getMethod("buildInfo").invoke(operations);
            return information.toString().contains("HAVE_ONEDNN");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of ND4J does not tell how its native library was built", e);
        }
    }

    @Override
    public boolean helpersAllowed() {
        return Nd4j.getEnvironment().helpersAllowed();
    }

    /** Defines the class that DL4J looks up: DL4J remembers a missing class until the JVM ends. */
    @Override
    public boolean oneDnnSwitchedOn() {
        try {
            Class<?> neighbor = Class.forName(NEIGHBOR, false, Layer.class.getClassLoader());
            MovedClass.define(OneDnnEnvironment.class, LOOKED_UP, neighbor);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("this version of ND4J has no " + NEIGHBOR, e);
        }
        return OneDnnEnvironment.getInstance().isUseMKLDNN();
    }

    /** A layer alone: initialising a network would reseed ND4J's random generator. */
    @Override
    public Optional<String> probe() {
        NeuralNetConfiguration configuration = new NeuralNetConfiguration.Builder()
                .layer(new ConvolutionLayer.Builder(2, 2)
                        .nIn(1)
                        .nOut(1)
                        .weightInit(WeightInit.ONES)
                        .activation(Activation.IDENTITY)
                        .helperAllowFallback(false)
                        .build())
                .build();
        INDArray parameters = Nd4j.create(DataType.FLOAT, 1, 5);
        Layer layer = configuration
                .getLayer()
                .instantiate(configuration, Collections.emptyList(), 0, parameters, true, DataType.FLOAT);
        INDArray input =
                Nd4j.createFromArray(1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f, 9f).reshape(1, 1, 3, 3);
        float[] windowSums = {12, 16, 24, 28};
        float[] output = activate(layer, input).dup('c').data().asFloat();
        if (!Arrays.equals(output, windowSums)) {
            throw new IllegalStateException(
                    "a convolution that must give " + Arrays.toString(windowSums) + " gave " + Arrays.toString(output));
        }
        return helperOf(layer);
    }

    /** DL4J throws a bare RuntimeException if a helper fails. */
    private static INDArray activate(Layer layer, INDArray input) {
        try {
            return layer.activate(input, false, LayerWorkspaceMgr.noWorkspaces());
        } catch (RuntimeException e) {
            throw new IllegalStateException("the helper failed in a small convolution (" + e + ")", e);
        }
    }

    /** By reflection, since newer versions of DL4J have no layer helpers and no such method. */
    private static Optional<String> helperOf(Layer layer) {
        try {
            return Optional.ofNullable(layer.getClass().getMethod("getHelper").invoke(layer))
                    .map(helper -> helper.getClass().getSimpleName());
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }
}
