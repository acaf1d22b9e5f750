package io.github.dl4jregularizers.examples.data;

import io.github.dl4jregularizers.examples.Require;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Sentences as sequences of one-hot characters. At each step, the network predicts the next character from those so
 * far; the first input is a blank. Shorter sentences are padded and masked.
 */
public final class CharacterBatches {

    /** The alphabet. */
    public static final String CHARACTERS = " .abcdefghijklmnopqrstuvwxyz";

    private CharacterBatches() {}

    /**
     * Converts sentences to arrays of shape [batch, characters, steps] and masks of shape [batch, steps].
     *
     * @param sentences at least one
     * @param batchSize sentences per batch, at least 1; the last batch may be smaller
     * @return batches in the order of the sentences
     * @throws IllegalArgumentException if there is no sentence or batchSize is less than 1
     */
    public static List<DataSet> of(List<Sentence> sentences, int batchSize) {
        Require.atLeast("number of sentences", sentences.size(), 1);
        Require.atLeast("batchSize", batchSize, 1);
        List<DataSet> batches = new ArrayList<>();
        for (int from = 0; from < sentences.size(); from += batchSize) {
            batches.add(batch(sentences.subList(from, Math.min(from + batchSize, sentences.size()))));
        }
        return batches;
    }

    private static DataSet batch(List<Sentence> sentences) {
        int steps = sentences.stream()
                .mapToInt(sentence -> sentence.text().length())
                .max()
                .orElseThrow();
        INDArray seen = Nd4j.zeros(DataType.FLOAT, sentences.size(), CHARACTERS.length(), steps);
        INDArray next = seen.ulike();
        INDArray mask = Nd4j.zeros(DataType.FLOAT, sentences.size(), steps);
        for (int i = 0; i < sentences.size(); i++) {
            int last = CHARACTERS.indexOf(' ');
            for (int step = 0; step < sentences.get(i).text().length(); step++) {
                int character = CHARACTERS.indexOf(sentences.get(i).text().charAt(step));
                seen.putScalar(i, last, step, 1);
                next.putScalar(i, character, step, 1);
                mask.putScalar(i, step, 1);
                last = character;
            }
        }
        return new DataSet(seen, next, mask, mask.dup());
    }
}
