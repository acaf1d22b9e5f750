package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;

/**
 * Replaces some tokens of each text by random tokens.
 *
 * <p>A token is replaced at the given probability by a uniform draw from the vocabulary, which may be the same token.
 * Draws are independent per token. {@link #withKept} protects tokens such as the end of a text.
 *
 * <p>Features: indices [batch, 1], [batch, time] or [batch, 1, time], or one-hot [batch, vocabulary, time].
 *
 * <p>Paper: Xie et al., "Data Noising as Smoothing in Neural Network Language Models", ICLR 2017, with uniform
 * replacements.
 */
public final class TokenReplacement extends TokenAugmentation {

    private static final long serialVersionUID = 1L;

    private static final long STREAM = 16;

    private final int vocabulary;

    /**
     * Replaces tokens by random ones.
     *
     * @param probability of replacing a token, in [0, 1]
     * @param vocabulary number of tokens, at least 1
     * @param seed of the draws
     * @throws IllegalArgumentException if an argument is out of its range; at a batch, if features are neither indices
     *     nor one-hot, or a one-hot vocabulary is too small
     */
    public TokenReplacement(double probability, int vocabulary, long seed) {
        this(probability, vocabulary, seed, new int[0]);
    }

    private TokenReplacement(double probability, int vocabulary, long seed, int... kept) {
        super(probability, seed, STREAM, kept);
        this.vocabulary = Arguments.atLeast("vocabulary", vocabulary, 1);
    }

    /**
     * Sets the tokens that are never replaced.
     *
     * @param tokens at least 0
     * @return a new augmentation, at the beginning of its draws
     * @throws IllegalArgumentException if a token is negative
     */
    public TokenReplacement withKept(int... tokens) {
        return new TokenReplacement(probability(), vocabulary, seed(), tokens);
    }

    @Override
    int replacement(SplitMix random) {
        return random.nextInt(vocabulary);
    }

    @Override
    int tokens() {
        return vocabulary;
    }
}
