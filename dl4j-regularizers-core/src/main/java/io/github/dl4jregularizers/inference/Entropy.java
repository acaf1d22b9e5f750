package io.github.dl4jregularizers.inference;

/** Entropies in nats, of distributions in an array; 0 log 0 is 0. */
final class Entropy {

    private Entropy() {}

    /** Entropy over exclusive classes. */
    static double ofClasses(double[] probabilities, int start, int stride, int classes) {
        double entropy = 0;
        for (int i = 0; i < classes; i++) {
            entropy += term(probabilities[start + i * stride]);
        }
        return entropy;
    }

    /** Entropy of an event and its complement. */
    static double ofEvent(double probability) {
        return term(probability) + term(1 - probability);
    }

    private static double term(double probability) {
        return probability == 0 ? 0 : -probability * Math.log(probability);
    }
}
