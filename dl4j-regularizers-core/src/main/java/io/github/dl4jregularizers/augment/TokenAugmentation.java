package io.github.dl4jregularizers.augment;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.noise.SplitMix;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An augmentation that replaces tokens of texts.
 *
 * <p>Features, of any type: indices as [batch, 1] for {@code EmbeddingLayer}, [batch, time] or [batch, 1, time] for
 * {@code EmbeddingSequenceLayer}, or one-hot [batch, vocabulary, time] for other layers. Steps with mask 0, and one-hot
 * steps of zeros only, are padding and stay as they are. Labels are not changed.
 */
public abstract class TokenAugmentation extends Augmentation {

    private static final long serialVersionUID = 1L;

    private static final int SEQUENCE_RANK = 3;
    private static final int PADDING = -1;

    private final double probability;
    private final int[] kept;

    TokenAugmentation(double probability, long seed, long stream, int... kept) {
        super(seed, stream);
        this.probability = Arguments.between("probability", probability, 0, 1);
        this.kept = Arguments.required("kept", kept).clone();
        for (int token : kept) {
            Arguments.atLeast("kept token", token, 0);
        }
    }

    final double probability() {
        return probability;
    }

    final int[] kept() {
        return kept.clone();
    }

    /** Draws the token that replaces another. */
    abstract int replacement(SplitMix random);

    /** Returns the number of tokens that must exist at least. */
    abstract int tokens();

    @Override
    final void change(Batch batch, long first) {
        INDArray features = batch.features;
        int rank = features.rank();
        if (rank != 2 && rank != SEQUENCE_RANK) {
            throw Arguments.invalid(
                    "features",
                    "indices [batch, time] or [batch, 1, time], or one-hot [batch, vocabulary, time]",
                    "of shape " + Arrays.toString(features.shape()));
        }
        int time = Math.toIntExact(features.size(rank - 1));
        int vocabulary = rank == 2 ? 1 : Math.toIntExact(features.size(1));
        if (vocabulary > 1 && vocabulary < tokens()) {
            throw Arguments.invalid("size of one-hot features", "at least " + tokens(), vocabulary);
        }
        Steps steps = new Steps(batch.featuresMask, batch.size(), time);
        Examples texts = Examples.of(features);
        Examples out = Examples.create(features.dataType(), features.shape());
        double[] text = new double[texts.length()];
        for (int i = 0; i < batch.size(); i++) {
            SplitMix random = random(first + i);
            texts.read(i, text);
            for (int step = 0; step < time; step++) {
                if (steps.isValid(i, step)) {
                    replace(random, text, step, time, vocabulary);
                }
            }
            out.write(i, text);
        }
        batch.setFeatures(out.array());
    }

    private void replace(SplitMix random, double[] text, int step, int time, int vocabulary) {
        int token = vocabulary == 1 ? index(text[step]) : oneHot(text, step, time, vocabulary);
        if (token == PADDING
                || random.nextDouble() >= probability
                || IntStream.of(kept).anyMatch(other -> other == token)) {
            return;
        }
        int replacement = replacement(random);
        if (vocabulary == 1) {
            text[step] = replacement;
        } else {
            text[token * time + step] = 0;
            text[replacement * time + step] = 1;
        }
    }

    private static int index(double value) {
        if (!(value >= 0 && value <= Integer.MAX_VALUE && value == Math.rint(value))) {
            throw Arguments.invalid("features", "indices of tokens, from 0", value);
        }
        return (int) value;
    }

    /** Returns the token of a step; padding for zeros only. */
    private static int oneHot(double[] text, int step, int time, int vocabulary) {
        int token = PADDING;
        for (int candidate = 0; candidate < vocabulary; candidate++) {
            double value = text[candidate * time + step];
            if (value == 1 && token == PADDING) {
                token = candidate;
            } else if (value != 0) {
                throw Arguments.invalid("features of step " + step, "one-hot", value + " for token " + candidate);
            }
        }
        return token;
    }
}
