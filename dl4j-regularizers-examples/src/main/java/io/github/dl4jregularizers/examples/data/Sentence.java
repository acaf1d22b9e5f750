package io.github.dl4jregularizers.examples.data;

/** A sentence of {@link Sentences} with its probability. Immutable. */
public final class Sentence {

    private final String text;
    private final double logProbability;

    Sentence(String text, double logProbability) {
        this.text = text;
        this.logProbability = logProbability;
    }

    /**
     * Returns the characters.
     *
     * @return lower-case letters and spaces, with a final period
     */
    public String text() {
        return text;
    }

    /**
     * Returns the log-probability of the sentence in the language.
     *
     * @return natural logarithm, below 0
     */
    public double logProbability() {
        return logProbability;
    }
}
