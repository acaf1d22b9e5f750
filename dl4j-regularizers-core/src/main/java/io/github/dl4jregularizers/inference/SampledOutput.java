package io.github.dl4jregularizers.inference;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.backend.Backend;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Statistics of given samples. */
final class SampledOutput {

    /** Largest excess of a softmax over 1, in single precision. */
    private static final double ROUNDING = 1e-5;

    /** Largest excess of a softmax over 1 in 16 bits: the rounding of bfloat16. */
    private static final double ROUNDING_16_BITS = 0x1p-7;

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
                requireProbabilities(name, numbers, samples[i].dataType().width() == 2 ? ROUNDING_16_BITS : ROUNDING);
            }
            statistics.add(numbers, 0);
        }
        return statistics.distribution();
    }

    private static void requireProbabilities(String name, double[] numbers, double rounding) {
        for (double number : numbers) {
            if (!(number >= 0 && number <= 1 + rounding)) {
                throw Arguments.invalid(name, "probabilities in [0, 1]", number);
            }
        }
    }
}
