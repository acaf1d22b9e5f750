package io.github.dl4jregularizers.contract;

/** What every loss function has to satisfy. */
enum LossProperty implements Property<LossCase> {
    /** The score of each row is the reference's, with every kind of mask, in float and double. */
    SCORE_IS_EXACT(LossChecks::scoreMatchesReference),
    /** The score is the sum of the score array, and its mean over rows where the average is asked for. */
    SCORE_IS_SUM_OF_ROWS(LossChecks::scoreIsSum),
    /** The gradient is what differences of the score give, with every kind of mask. */
    GRADIENT_IS_EXACT(LossChecks::gradientMatchesDifferences),
    /** The gradient check of networks with 2-D, recurrent and convolutional output passes, with masks. */
    GRADIENT_IN_LAYERS_IS_EXACT(LossNetworkChecks::gradients),
    /** Gradient and score together are the same bits as one after the other. */
    TOGETHER_IS_THE_SAME(LossChecks::together),
    /** Masked rows and outputs have no effect, whatever stands there. */
    MASKED_ROWS_HAVE_NO_EFFECT(LossChecks::maskedRows),
    /** Outputs of +-10000 give finite scores and gradients. */
    EXTREME_OUTPUTS_ARE_FINITE(LossChecks::extremes),
    /** Labels and outputs of different shapes are refused, and both shapes named. */
    SHAPES_ARE_CHECKED(LossChecks::shapes),
    /** Labels, outputs and masks stay as they were. */
    CALLERS_ARRAYS_UNCHANGED(LossNetworkChecks::callersArrays),
    /** Configuration to JSON, to YAML and back gives an equal configuration; equals tells different losses apart. */
    JSON_EQUALS(LossNetworkChecks::json),
    /** A network that was saved and restored trains on to the same parameters and updater state. */
    RESTORE_CONTINUES(LossNetworkChecks::restore),
    /** A copy through Java serialization is equal. */
    JAVA_SERIALIZATION(JavaSerialization::equal),
    /** Bad arguments are refused with argument, range and value. */
    BAD_ARGUMENTS_ARE_NAMED(BadArgument::check);

    private final Check<LossCase> check;

    LossProperty(Check<LossCase> check) {
        this.check = check;
    }

    @Override
    public Check<LossCase> check() {
        return check;
    }
}
