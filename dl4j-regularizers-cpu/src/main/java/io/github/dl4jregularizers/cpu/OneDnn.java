package io.github.dl4jregularizers.cpu;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.config.LayerNode;
import io.github.dl4jregularizers.internal.config.LayerTree;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * Makes DL4J's convolution and batch normalization layers run on oneDNN, several times faster on the CPU.
 *
 * <p>DL4J 1.0.0-M2.1 contains these layer helpers but never uses them: a system property disables them by default, and
 * even with the property set they look for an ND4J class that has since been moved. {@link #enable()} defines a class
 * of the old name at run time, which forwards to the new one, sets the property {@value #DISABLE_PROPERTY} to false,
 * and checks the result.
 *
 * <pre>{@code
 * System.out.println(OneDnn.enable(configuration));
 * MultiLayerNetwork network = new MultiLayerNetwork(configuration);
 * network.init();                                                     // here the layers choose their helpers
 * }</pre>
 *
 * <p>The property holds for the whole JVM and every layer made while it is set; networks that exist already stay as
 * they are. What the helpers do, measured against the built-in path:
 *
 * <ul>
 *   <li>{@code ConvolutionLayer} in every 2-D mode (Truncate, Same, Strict), stride and padding: equal to 1e-6. Dilated
 *       convolutions: oneDNN refuses, DL4J logs one error for each layer and uses the built-in path.
 *   <li>{@code BatchNormalization} in training and test: equal to 1e-6. With locked gamma and beta, and within a
 *       {@code FrozenLayerWithBackprop} (where the helper would crash), the built-in path stays.
 *   <li>Pooling keeps the built-in path: DL4J's helper runs the same native operation backward, but wrongly where
 *       padding counts in the divisor of an average.
 *   <li>Double precision, 1-D and 3-D convolutions, and every other layer keep the built-in path.
 * </ul>
 *
 * <p><b>Not for {@code CNN2DFormat.NHWC}.</b> There the helpers read arrays as if they were contiguous and compute
 * garbage without a word: with a ReLU, every gradient. {@link #enable(MultiLayerConfiguration)} refuses such a network;
 * {@link #enable()} cannot see it.
 *
 * <p>Three traps in NCHW. (1) Batch normalization is wrong on an array in f order. DL4J's layers make none, but a
 * program can: features that go straight into batch normalization need {@code dup('c')}. (2) With a helper {@code
 * ConvolutionLayer.backpropGradient} returns before it clears the weights that an {@code IWeightNoise} drew: outside of
 * {@code fit}, which clears them itself, call {@code clearNoiseWeightParams()}, or the same noise serves for ever.
 * (3) Backpropagation through batch normalization after a forward pass in <em>test</em> mode fails, or uses the
 * statistics of the last training pass.
 */
public final class OneDnn {

    static final String DISABLE_PROPERTY = "org.eclipse.deeplearning4j.helpers.disable";

    private static final List<String> PLATFORMS = Arrays.asList("linux-x86_64", "windows-x86_64", "macosx-x86_64");

    private OneDnn() {}

    /**
     * Enables the helpers for a network about to be built, unless it has layers that they compute wrongly; then they
     * are off afterwards, even if they were on.
     *
     * @param configuration of the network
     * @return what was done, or why nothing could be and what to change; print it
     */
    public static Status enable(MultiLayerConfiguration configuration) {
        return enable(LayerTree.of(Arguments.required("configuration", configuration)));
    }

    /**
     * Enables the helpers for a graph about to be built, unless it has layers that they compute wrongly; then they are
     * off afterwards, even if they were on.
     *
     * @param configuration of the graph
     * @return what was done, or why nothing could be and what to change; print it
     * @throws IllegalArgumentException if a vertex of an unknown class has parameters
     */
    public static Status enable(ComputationGraphConfiguration configuration) {
        return enable(LayerTree.of(Arguments.required("configuration", configuration)));
    }

    /**
     * Enables the helpers for every layer made from now on, in this JVM, and proves it with a small convolution.
     *
     * <p>May be called any number of times, from any thread; call it before the network is built. Leaves every setting
     * as it found it unless it succeeds. Draws no random numbers.
     *
     * @return what was done, or why nothing could be and what to change; print it
     */
    public static Status enable() {
        return enable(new CurrentHost());
    }

    private static synchronized Status enable(LayerTree network) {
        OneDnnHost backend = new CurrentHost();
        List<String> wrong = network.nodes().stream()
                .filter(node -> node.layer().filter(OneDnn::isNhwc).isPresent())
                .map(LayerNode::layerName)
                .collect(Collectors.toList());
        if (wrong.isEmpty() || !isCpu(backend.name())) {
            return enable(backend);
        }
        System.clearProperty(DISABLE_PROPERTY);
        return Status.unchanged(
                backend.name(), "the helpers are wrong for the NHWC layers " + wrong, "use CNN2DFormat.NCHW");
    }

    private static boolean isNhwc(Layer layer) {
        CNN2DFormat format = layer instanceof ConvolutionLayer
                ? ((ConvolutionLayer) layer).getCnn2dDataFormat()
                : layer instanceof BatchNormalization ? ((BatchNormalization) layer).getCnn2DFormat() : null;
        return format == CNN2DFormat.NHWC;
    }

    static synchronized Status enable(OneDnnHost backend) {
        String name = backend.name();
        if (!isCpu(name)) {
            return Status.unchanged(name, "oneDNN is a library for CPUs", "nothing; this backend does not need it");
        }
        String before = System.getProperty(DISABLE_PROPERTY);
        boolean enabled = false;
        try {
            Status status = onCpu(name, backend);
            enabled = status.isEnabled();
            return status;
        } catch (IllegalStateException e) {
            return Status.unchanged(name, e.getMessage(), "use DL4J and ND4J 1.0.0-M2.1");
        } finally {
            if (!enabled) {
                restore(before);
            }
        }
    }

    static boolean isCpu(String backend) {
        return "CPU".equalsIgnoreCase(backend);
    }

    private static Status onCpu(String name, OneDnnHost backend) {
        if (!backend.builtWithOneDnn()) {
            return Status.unchanged(
                    name, "the native library was built without oneDNN", classifier(backend.platform()));
        }
        if (!backend.helpersAllowed()) {
            return Status.unchanged(
                    name,
                    "ND4J's platform helpers are forbidden",
                    "call Nd4j.getEnvironment().allowHelpers(true), or unset SD_FORBID_HELPERS");
        }
        if (!backend.oneDnnSwitchedOn()) {
            return Status.unchanged(
                    name, "ND4J's oneDNN switch is off", "call Nd4jCpu.Environment.getInstance().setUseONEDNN(true)");
        }
        System.setProperty(DISABLE_PROPERTY, "false");
        return backend.probe()
                .map(helper -> Status.enabled(name, helper))
                .orElseGet(() -> Status.unchanged(
                        name,
                        "a new convolution layer got no helper",
                        "use DL4J 1.0.0-M2.1, with this library visible to the class loader of DL4JClassLoading"));
    }

    private static void restore(String before) {
        if (before == null) {
            System.clearProperty(DISABLE_PROPERTY);
        } else {
            System.setProperty(DISABLE_PROPERTY, before);
        }
    }

    private static String classifier(String platform) {
        if (!PLATFORMS.contains(platform)) {
            return "nothing; nd4j-native has a oneDNN build for " + PLATFORMS + " only, and this is " + platform;
        }
        return String.join(
                System.lineSeparator(),
                "add, with the version of your nd4j-native-platform,",
                "    <dependency>",
                "        <groupId>org.nd4j</groupId>",
                "        <artifactId>nd4j-native</artifactId>",
                "        <version>${nd4j.version}</version>",
                "        <classifier>" + platform + "-onednn</classifier>",
                "    </dependency>");
    }

    /** What {@link OneDnn#enable()} did. Immutable; {@link #toString()} is meant to be read by people. */
    public static final class Status {

        private final String backend;
        private final String helper;
        private final String reason;
        private final String remedy;

        private Status(String backend, String helper, String reason, String remedy) {
            this.backend = backend;
            this.helper = helper;
            this.reason = reason;
            this.remedy = remedy;
        }

        private static Status enabled(String backend, String helper) {
            return new Status(backend, helper, null, null);
        }

        private static Status unchanged(String backend, String reason, String remedy) {
            return new Status(backend, null, reason, remedy);
        }

        /**
         * Whether layers made from now on run on oneDNN.
         *
         * @return true if the probe layer did
         */
        public boolean isEnabled() {
            return helper != null;
        }

        /**
         * The backend in use.
         *
         * @return ND4J's name of it, such as CPU or CUDA
         */
        public String backend() {
            return backend;
        }

        /**
         * Why nothing was changed.
         *
         * @return one sentence; empty if enabled
         */
        public Optional<String> reason() {
            return Optional.ofNullable(reason);
        }

        /**
         * What to change so that it can be enabled.
         *
         * @return what to do; empty if enabled
         */
        public Optional<String> remedy() {
            return Optional.ofNullable(remedy);
        }

        @Override
        public String toString() {
            return isEnabled()
                    ? "oneDNN layer helpers enabled: backend " + backend + ", native library built with oneDNN, "
                            + "a test convolution ran on " + helper
                    : "oneDNN layer helpers not enabled: backend " + backend + ", " + reason + ". To change: " + remedy;
        }
    }
}
