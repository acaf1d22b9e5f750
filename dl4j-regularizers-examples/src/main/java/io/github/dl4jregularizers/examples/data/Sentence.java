package io.github.dl4jregularizers.examples.data;

/** A sentence of {@link Sentences}, and how probable it is there. Immutable. */
public final class Sentence {

    private final String text;
    private final double logProbability;

    Sentence(String text, double logProbability) {
        this.text = text;
        this.logProbability = logProbability;
    }

    /**
     * The characters.
     *
     * @return lower-case letters and spaces, with a full stop at the end
     */
    public String text() {
        return text;
    }

    /**
     * Probability that the language gives exactly this sentence.
     *
     * @return natural logarithm, below 0
     */
    public double logProbability() {
        return logProbability;
    }
}
