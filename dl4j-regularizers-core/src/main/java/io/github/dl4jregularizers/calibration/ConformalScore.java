package io.github.dl4jregularizers.calibration;

import io.github.dl4jregularizers.noise.NoiseSource;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Nonconformity of a class under the predicted distribution. {@link ConformalPrediction} sets a threshold on it. */
public enum ConformalScore {
    /**
     * 1 - p(class): the smallest sets on average.
     *
     * <p>Paper: Sadinle et al., "Least Ambiguous Set-Valued Classifiers With Bounded Error Levels", JASA 2019.
     */
    LEAST_AMBIGUOUS {
        @Override
        double[] of(double[] probabilities, double draw) {
            double[] scores = new double[probabilities.length];
            for (int label = 0; label < scores.length; label++) {
                scores[label] = 1 - probabilities[label];
            }
            return scores;
        }
    },

    /**
     * Probability of the class plus that of all more probable classes (APS without randomization). Sets are large for
     * hard examples and small for easy ones, which evens out coverage. Among equal probabilities the first class comes
     * first.
     *
     * <p>Paper: Romano et al., "Classification with Valid and Adaptive Coverage", NeurIPS 2020.
     */
    ADAPTIVE {
        @Override
        double[] of(double[] probabilities, double draw) {
            return cumulative(probabilities, 1);
        }
    },

    /**
     * Probability of all more probable classes plus a uniform share of the class's own (APS). Sets are smaller than
     * with {@link #ADAPTIVE} and differ between calls.
     *
     * <p>Paper: Romano et al., "Classification with Valid and Adaptive Coverage", NeurIPS 2020.
     */
    RANDOMIZED_ADAPTIVE {
        @Override
        double[] of(double[] probabilities, double draw) {
            return cumulative(probabilities, draw);
        }

        @Override
        double draw(NoiseSource noise) {
            return noise.nextDouble();
        }
    };

    /** Returns the score of every class, with one draw for all classes of an example. */
    abstract double[] of(double[] probabilities, double draw);

    /** Draws for one example. */
    double draw(NoiseSource noise) {
        return 0;
    }

    private static double[] cumulative(double[] probabilities, double share) {
        int[] order = IntStream.range(0, probabilities.length)
                .boxed()
                .sorted(Comparator.comparingDouble(label -> -probabilities[label]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] scores = new double[probabilities.length];
        double sum = 0;
        for (int label : order) {
            scores[label] = sum + share * probabilities[label];
            sum += probabilities[label];
        }
        // Makes the last score exactly 1: rounding must not decide at threshold 1.
        for (int label : order) {
            scores[label] /= sum;
        }
        return scores;
    }
}
