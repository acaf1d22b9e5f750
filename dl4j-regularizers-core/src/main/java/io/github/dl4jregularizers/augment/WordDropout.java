package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;

/**
 * Replaces some tokens of each text by the token for unknown words.
 *
 * <p>A token is replaced at the given probability. Draws are independent per token. {@link #withKept} protects tokens
 * such as the end of a text.
 *
 * <p>Features: indices [batch, 1], [batch, time] or [batch, 1, time], or one-hot [batch, vocabulary, time].
 *
 * <p>Paper: Bowman et al., "Generating Sentences from a Continuous Space", CoNLL 2016.
 */
public final class WordDropout extends TokenAugmentation {

    private static final long serialVersionUID = 1L;

    private static final long STREAM = 15;

    private final int unknown;

    /**
     * Replaces tokens by an unknown word.
     *
     * @param probability of replacing a token, in [0, 1]
     * @param unknown index of the token for unknown words, at least 0
     * @param seed of the draws
     * @throws IllegalArgumentException if an argument is out of its range; at a batch, if features are neither indices
     *     nor one-hot, or a one-hot vocabulary is too small
     */
    public WordDropout(double probability, int unknown, long seed) {
        this(probability, unknown, seed, new int[0]);
    }

    private WordDropout(double probability, int unknown, long seed, int... kept) {
        super(probability, seed, STREAM, kept);
        this.unknown = Arguments.atLeast("unknown", unknown, 0);
    }

    /**
     * Sets the tokens that are never replaced.
     *
     * @param tokens at least 0
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if a token is negative
     */
    public WordDropout withKept(int... tokens) {
        return new WordDropout(probability(), unknown, seed(), tokens);
    }

    @Override
    int replacement(SplitMix random) {
        return unknown;
    }

    @Override
    int tokens() {
        return unknown + 1;
    }
}
