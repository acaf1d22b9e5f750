package io.github.dl4jregularizers.calibration;

import io.github.dl4jregularizers.noise.NoiseSource;
import java.util.Comparator;
import java.util.stream.IntStream;

/** How much a class would surprise, given the predicted distribution; what conformal prediction puts a threshold on. */
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
     * Probability of the class and of all more probable ones (APS without randomisation): large sets for hard examples
     * and small ones for easy examples, so that coverage is more even between them. Of equal probabilities the first
     * class comes first.
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
     * Probability of all more probable classes, and a uniformly drawn part of that of the class itself (APS): as
     * {@link #ADAPTIVE}, with smaller sets that differ from call to call.
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

    /** The score of every class; one draw serves all classes of an example. */
    abstract double[] of(double[] probabilities, double draw);

    /** What a score needs for an example. */
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
        // The last score is then exactly 1 and not as rounding has it, which would decide where the threshold is 1.
        for (int label : order) {
            scores[label] /= sum;
        }
        return scores;
    }
}
