package io.github.dl4jregularizers.residual;

import io.github.dl4jregularizers.ConfigurationChange;
import io.github.dl4jregularizers.internal.Arguments;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Rewrites a network into an equal one of fewer, larger layers, which an engine can compute as one; and back.
 *
 * <p>Effect: two paths of layers from one vertex to an {@code ElementWiseVertex} that adds them become a {@link
 * ResidualBlock}, with an {@code ActivationLayer} after the sum. Paths from one vertex to a {@code MergeVertex} become
 * a {@link ConcatenationBlock}, inner ones first. Then chains of layers become {@link LayerSequence}s. A fused layer
 * takes the name of the last layer or vertex in it. {@link #plan} lists the fused layers, and the reasons for the
 * others.
 *
 * <p>Outputs and training steps are equal up to rounding. Updaters, regularization, constraints, dropout, masks and
 * truncated backpropagation act as before. Random numbers may be drawn in another order in a graph. Left as they are:
 * output layers, recurrent layers, wrapper layers, pretrained layers, SameDiff layers, embeddings, layers with gradient
 * normalization per layer, layers of foreign classes. A layer with an input preprocessor starts a new sequence.
 * Layers frozen by DL4J's {@code TransferLearning} are fused with frozen ones.
 *
 * <p>A network keeps its parameters, updater state, counts and listeners; the argument is not changed. A listener that
 * follows one network, such as {@code ExponentialMovingAverage}, must be set on the fused network before training.
 * State of {@code rnnTimeStep} is not copied. {@code setLearningRate} does not reach fused layers: use a schedule. Fuse
 * after transfer learning, or use {@link #plain} before it.
 *
 * <p>{@link #plain} expands every sequence and block again, also those that were built by hand, so that DL4J alone can
 * read the saved network. Vertices have their original names, except for a sum before an activation, which becomes
 * "name-add". Inference is equal. Blocks with a drop rate train without it, because DL4J has no stochastic depth. Other
 * layers of this library stay.
 */
public final class FusedNetworks {

    private FusedNetworks() {}

    /**
     * Fuses the layers of a configuration.
     *
     * @param conf a built configuration with the sizes of all layers known; not changed
     * @return the fused configuration; an equal copy if nothing can be fused
     * @throws IllegalArgumentException if conf is missing
     */
    public static MultiLayerConfiguration of(MultiLayerConfiguration conf) {
        return new SequentialFusion(conf).rewriting().configuration();
    }

    /**
     * Fuses the vertices of a configuration.
     *
     * @param conf a built configuration with the sizes of all layers known; not changed
     * @return the fused configuration; an equal copy if nothing can be fused
     * @throws IllegalArgumentException if conf is missing
     */
    public static ComputationGraphConfiguration of(ComputationGraphConfiguration conf) {
        return new GraphFusion(conf).all().rewriting().configuration();
    }

    /**
     * Fuses the layers of a configuration. The fused layer next to the network's input then computes no gradient with
     * respect to it, which training does not need. The gradient is null where DL4J returns it: {@code
     * AdversarialExamples} and saliency maps need {@link #of}. A layer behind an input preprocessor computes it anyway.
     *
     * @param conf a built configuration with the sizes of all layers known; not changed
     * @return the fused configuration
     * @throws IllegalArgumentException if conf is missing
     */
    public static MultiLayerConfiguration withoutInputGradient(MultiLayerConfiguration conf) {
        return InputGradients.omit(of(conf));
    }

    /**
     * Fuses the vertices of a configuration. Fused layers that alone read a network input then compute no gradient
     * with respect to it, which training does not need. DL4J's input vertex has null instead: {@code
     * AdversarialExamples} and saliency maps need {@link #of}. A layer behind a preprocessor computes it anyway.
     *
     * @param conf a built configuration with the sizes of all layers known; not changed
     * @return the fused configuration
     * @throws IllegalArgumentException if conf is missing
     */
    public static ComputationGraphConfiguration withoutInputGradient(ComputationGraphConfiguration conf) {
        return InputGradients.omit(of(conf));
    }

    /**
     * Fuses the layers of a network, trained or not.
     *
     * @param network an initialized network; not changed
     * @return a fused network with copies of the parameters and the updater state
     * @throws IllegalArgumentException if the network is missing or not initialized, or its updater keeps a state that
     *     is not a number of values per parameter
     */
    public static MultiLayerNetwork of(MultiLayerNetwork network) {
        return NetworkRewriting.fuse(network, conf -> new SequentialFusion(conf).rewriting());
    }

    /**
     * Fuses the vertices of a network, trained or not.
     *
     * @param network an initialized network; not changed
     * @return a fused network with copies of the parameters and the updater state
     * @throws IllegalArgumentException if the network is missing or not initialized, or its updater keeps a state that
     *     is not a number of values per parameter
     */
    public static ComputationGraph of(ComputationGraph network) {
        return NetworkRewriting.fuse(
                network, conf -> new GraphFusion(conf).all().rewriting());
    }

    /**
     * Fuses the layers of a network as {@link #withoutInputGradient(MultiLayerConfiguration)} does.
     *
     * @param network an initialized network; not changed
     * @return a fused network with copies of the parameters and the updater state
     * @throws IllegalArgumentException as of {@link #of(MultiLayerNetwork)}
     */
    public static MultiLayerNetwork withoutInputGradient(MultiLayerNetwork network) {
        return NetworkRewriting.fuse(network, conf -> {
            Rewriting<MultiLayerConfiguration> rewriting = new SequentialFusion(conf).rewriting();
            InputGradients.omit(rewriting.configuration());
            return rewriting;
        });
    }

    /**
     * Fuses the vertices of a network as {@link #withoutInputGradient(ComputationGraphConfiguration)} does.
     *
     * @param network an initialized network; not changed
     * @return a fused network with copies of the parameters and the updater state
     * @throws IllegalArgumentException as of {@link #of(ComputationGraph)}
     */
    public static ComputationGraph withoutInputGradient(ComputationGraph network) {
        return NetworkRewriting.fuse(network, conf -> {
            Rewriting<ComputationGraphConfiguration> rewriting =
                    new GraphFusion(conf).all().rewriting();
            InputGradients.omit(rewriting.configuration());
            return rewriting;
        });
    }

    /**
     * Lists the decisions of {@link #of}.
     *
     * @param conf a built configuration; not changed
     * @return the fused layers, and the reasons for the others
     * @throws IllegalArgumentException if conf is missing
     */
    public static FusionReport plan(MultiLayerConfiguration conf) {
        return new SequentialFusion(conf).report();
    }

    /**
     * Lists the decisions of {@link #of}.
     *
     * @param conf a built configuration; not changed
     * @return the fused layers, and the reasons for the others
     * @throws IllegalArgumentException if conf is missing
     */
    public static FusionReport plan(ComputationGraphConfiguration conf) {
        return new GraphFusion(conf).all().report();
    }

    /**
     * Expands the fused layers of a configuration.
     *
     * @param conf a built configuration; not changed
     * @return a configuration without {@link LayerSequence}
     * @throws IllegalArgumentException if conf is missing, or holds a {@link ResidualBlock} or {@link
     *     ConcatenationBlock}, which only a graph can expand
     */
    public static MultiLayerConfiguration plain(MultiLayerConfiguration conf) {
        return new SequentialExpansion(conf).rewriting().configuration();
    }

    /**
     * Expands the fused layers of a configuration.
     *
     * @param conf a built configuration; not changed
     * @return a configuration without {@link LayerSequence}, {@link ResidualBlock} and {@link ConcatenationBlock}
     * @throws IllegalArgumentException if conf is missing, or a block with a drop rate is scaled at inference
     */
    public static ComputationGraphConfiguration plain(ComputationGraphConfiguration conf) {
        return new GraphExpansion(conf).rewriting().configuration();
    }

    /**
     * Expands the fused layers of a network.
     *
     * @param network an initialized network; not changed
     * @return a network with copies of the parameters and the updater state
     * @throws IllegalArgumentException if the network is missing or not initialized, or holds a {@link ResidualBlock}
     *     or {@link ConcatenationBlock} ({@code network.toComputationGraph()} makes it a graph)
     */
    public static MultiLayerNetwork plain(MultiLayerNetwork network) {
        return NetworkRewriting.expand(network);
    }

    /**
     * Expands the fused layers of a network.
     *
     * @param network an initialized network; not changed
     * @return a network with copies of the parameters and the updater state
     * @throws IllegalArgumentException if the network is missing or not initialized, or a block with a drop rate is
     *     scaled at inference
     */
    public static ComputationGraph plain(ComputationGraph network) {
        return NetworkRewriting.expand(network);
    }

    /**
     * Makes {@link #of} a step of a chain of changes, as in {@code
     * AdamW.builder().build().andThen(FusedNetworks.fusion())}.
     *
     * @return the change
     */
    public static ConfigurationChange fusion() {
        return new ConfigurationChange() {
            @Override
            public MultiLayerConfiguration applyTo(MultiLayerConfiguration conf) {
                return of(Arguments.required("conf", conf));
            }

            @Override
            public ComputationGraphConfiguration applyTo(ComputationGraphConfiguration conf) {
                return of(Arguments.required("conf", conf));
            }

            @Override
            public String toString() {
                return "FusedNetworks.fusion()";
            }
        };
    }
}
