package io.github.dl4jregularizers.contract;

import io.github.dl4jregularizers.contract.LayerCase.Kind;
import io.github.dl4jregularizers.noise.Stochastic;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/** The properties of every dropout, layer and vertex. */
public enum LayerProperty implements Property<LayerCase> {
    /** Gradients of backpropagation equal differences of the score, in every data format, with masks. */
    GRADIENT_IS_EXACT(GradientChecks::check),
    /** The training forward pass equals the reference on the same draws; float and double, every format. */
    FORWARD_IS_EXACT(ForwardChecks::matchesReference),
    /** Noise on 1 has mean 1 and the stated variance. */
    NOISE_HAS_STATED_MOMENTS(ForwardChecks::moments, row -> !Double.isNaN(row.noiseVariance())),
    /** Inference has the same bits, independent of the RNG state and of training in between. */
    INFERENCE_IS_DETERMINISTIC(InferenceChecks::deterministic),
    /** Inference has the same bits as the network without the regularizer. */
    INFERENCE_IS_PLAIN(InferenceChecks::plain, LayerCase::hasPlainCounterpart),
    /** Training and inference leave features, labels and masks unchanged, also in a second training step. */
    CALLERS_ARRAYS_UNCHANGED(CallerChecks::check),
    /** A configuration from JSON and YAML equals the original; equals distinguishes different subjects. */
    JSON_EQUALS(SerializationChecks::json),
    /** A saved and restored network continues to the same parameters and updater state. */
    RESTORE_CONTINUES(SerializationChecks::restore),
    /** A clone is equal and shares no state with its original. */
    CLONE_IS_INDEPENDENT(CloneChecks::check),
    /** One instance set for the whole network works in several layers. */
    GLOBAL_INSTANCE_SERVES_ALL_LAYERS(CloneChecks::global, row -> row.kind() == Kind.DROPOUT),
    /** Monte-Carlo samples have the draws of training, several per batch or one by one. */
    SAMPLED_AS_IN_TRAINING(SamplingChecks::check, row -> row.subject() instanceof Stochastic),
    /** The content of masked time steps has no effect on training. */
    MASKED_STEPS_HAVE_NO_EFFECT(NetworkChecks::masks, row -> row.input().isSequence()),
    /** The same noise has the same training, channels first and channels last. */
    FORMATS_AGREE(NetworkChecks::formats, row -> row.input().formats().size() > 1),
    /** As the first layer, features of the other floating-point type train as features of the network's type. */
    FEATURES_OF_EITHER_TYPE(NetworkChecks::otherType, row -> row.kind() == Kind.LAYER),
    /** As the output of a graph in training mode, the result equals that without workspaces. */
    TRAINING_OUTPUT_OF_A_GRAPH(NetworkChecks::trainingOutput, row -> row.kind() != Kind.DROPOUT),
    /** The memory report of a network can be printed. */
    MEMORY_REPORT_IS_COMPLETE(NetworkChecks::memory, row -> row.kind() != Kind.DROPOUT),
    /** Transfer learning keeps the subject, adds it and removes it. */
    TRANSFER_LEARNING(TransferChecks::check),
    /** Two workers of a ParallelWrapper train, each with its own state. */
    PARALLEL_WRAPPER(NetworkChecks::parallel),
    /** After a forward pass of inference, the backward pass has the gradient of that pass. */
    FROZEN_WITH_BACKPROP(
            FrozenChecks::withBackprop,
            row -> row.kind() == Kind.LAYER && !row.input().isWords()),
    /** A frozen subject keeps its parameters while the network above trains. */
    FROZEN(FrozenChecks::frozen, row -> row.kind() == Kind.LAYER),
    /** A 16-bit network computes and trains as a 32-bit one, to rounding. */
    HALF_PRECISION(PrecisionChecks::half),
    /** A batch of one example trains. */
    ONE_EXAMPLE(PrecisionChecks::oneExample),
    /** Inside {@code Bidirectional} the gradient is exact. */
    IN_BOTH_DIRECTIONS(BidirectionalChecks::check, BidirectionalChecks::appliesTo),
    /** A copy through Java serialization is equal, and trains as the original. */
    JAVA_SERIALIZATION(JavaSerialization::layer),
    /** Bad arguments are refused with argument, range and value. */
    BAD_ARGUMENTS_ARE_NAMED(BadArgument::check);

    private static final Set<LayerProperty> INDEPENDENT_OF_BACKEND = EnumSet.of(
            JSON_EQUALS,
            CLONE_IS_INDEPENDENT,
            GLOBAL_INSTANCE_SERVES_ALL_LAYERS,
            MEMORY_REPORT_IS_COMPLETE,
            TRANSFER_LEARNING,
            PARALLEL_WRAPPER,
            JAVA_SERIALIZATION,
            BAD_ARGUMENTS_ARE_NAMED);

    private final Check<LayerCase> check;
    private final Predicate<LayerCase> applies;

    LayerProperty(Check<LayerCase> check) {
        this(check, row -> true);
    }

    LayerProperty(Check<LayerCase> check, Predicate<LayerCase> applies) {
        this.check = check;
        this.applies = applies;
    }

    @Override
    public Check<LayerCase> check() {
        return check;
    }

    @Override
    public boolean isIndependentOfBackend() {
        return INDEPENDENT_OF_BACKEND.contains(this);
    }

    @Override
    public boolean appliesTo(LayerCase row) {
        return applies.test(row);
    }
}
