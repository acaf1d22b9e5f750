package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.backend.Backend;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Samples that were computed elsewhere. */
final class SampledOutput {

    /** How far a softmax of floats may be above 1. */
    private static final double ROUNDING = 1e-5;

    private SampledOutput() {}

    static PredictiveDistribution of(OutputLayout layout, INDArray... samples) {
        Arguments.required("layout", layout);
        Arguments.atLeast("number of samples", Arguments.required("samples", samples).length, 1);
        RunningStatistics statistics = new RunningStatistics(layout, Arguments.notEmpty("sample 0", samples[0]), true);
        for (int i = 0; i < samples.length; i++) {
            String name = "sample " + i;
            Arguments.shape(name, Arguments.required(name, samples[i]).shape(), samples[0].shape());
            double[] numbers = Backend.current().transfer().doubles(samples[i]);
            if (layout.kind() == OutputKind.CLASSES || layout.kind() == OutputKind.BINARY) {
                requireProbabilities(name, numbers);
            }
            statistics.add(numbers, 0);
        }
        return statistics.distribution();
    }

    private static void requireProbabilities(String name, double[] numbers) {
        for (double number : numbers) {
            if (!(number >= 0 && number <= 1 + ROUNDING)) {
                throw Arguments.invalid(name, "probabilities in [0, 1]", number);
            }
        }
    }
}
