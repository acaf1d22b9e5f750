package io.github.dl4jregularizers.contract;

import java.util.EnumSet;
import java.util.Set;

/** The properties of every loss function. */
public enum LossProperty implements Property<LossCase> {
    /** The score of each row is the reference's, with every kind of mask, in float and double. */
    SCORE_IS_EXACT(LossChecks::scoreMatchesReference),
    /** The score is the sum of the score array, or its mean over rows on request. */
    SCORE_IS_SUM_OF_ROWS(LossChecks::scoreIsSum),
    /** The gradient equals differences of the score, with every kind of mask. */
    GRADIENT_IS_EXACT(LossChecks::gradientMatchesDifferences),
    /** The gradient check of networks with 2-D, recurrent and convolutional output passes, with masks. */
    GRADIENT_IN_LAYERS_IS_EXACT(LossNetworkChecks::gradients),
    /** Gradient and score together are the same bits as one after the other. */
    TOGETHER_IS_THE_SAME(LossChecks::together),
    /** Masked rows and outputs have no effect. */
    MASKED_ROWS_HAVE_NO_EFFECT(LossChecks::maskedRows),
    /** Scores and gradients of outputs of +-10000 are finite. */
    EXTREME_OUTPUTS_ARE_FINITE(LossChecks::extremes),
    /** Labels and outputs of different shapes are refused; the error names both shapes. */
    SHAPES_ARE_CHECKED(LossChecks::shapes),
    /** Labels, outputs and masks stay as they were. */
    CALLERS_ARRAYS_UNCHANGED(LossNetworkChecks::callersArrays),
    /** A configuration from JSON and YAML equals the original; equals distinguishes different losses. */
    JSON_EQUALS(LossNetworkChecks::json),
    /** A saved and restored network continues to the same parameters and updater state. */
    RESTORE_CONTINUES(LossNetworkChecks::restore),
    /** A copy through Java serialization is equal. */
    JAVA_SERIALIZATION(JavaSerialization::equal),
    /** Bad arguments are refused with argument, range and value. */
    BAD_ARGUMENTS_ARE_NAMED(BadArgument::check);

    private static final Set<LossProperty> INDEPENDENT_OF_BACKEND =
            EnumSet.of(JSON_EQUALS, JAVA_SERIALIZATION, BAD_ARGUMENTS_ARE_NAMED);

    private final Check<LossCase> check;

    LossProperty(Check<LossCase> check) {
        this.check = check;
    }

    @Override
    public Check<LossCase> check() {
        return check;
    }

    @Override
    public boolean isIndependentOfBackend() {
        return INDEPENDENT_OF_BACKEND.contains(this);
    }
}
