package io.github.dl4jregularizers.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class SentencesTest {

    private static final List<Sentence> MANY = Sentences.generate(20_000, 3);

    @Test
    void sameSeedSameSentences() {
        assertThat(texts(Sentences.generate(50, 1))).isEqualTo(texts(Sentences.generate(50, 1)));
        assertThat(texts(Sentences.generate(50, 1))).isNotEqualTo(texts(Sentences.generate(50, 2)));
        assertThat(texts(Sentences.generate(50, 1)).subList(0, 20)).isEqualTo(texts(Sentences.generate(20, 1)));
    }

    /** By hand: no adjective, clause or manner; plural; "two" of 4, "cats" of 10, "run" of 8. */
    @Test
    void aShortSentenceHasTheProbabilityOfItsChoices() {
        double expected = Math.log(0.5 / 4 * 0.6 / 10 * 0.7 / 8 * 0.7);
        assertThat(MANY)
                .filteredOn(sentence -> sentence.text().equals("two cats run."))
                .isNotEmpty()
                .allSatisfy(sentence -> assertThat(sentence.logProbability()).isCloseTo(expected, within(1e-12)));
    }

    /**
     * Expected 9.2 times in 20,000 (Poisson): none or more than 25 has a chance of 1e-4, and the seed is fixed besides.
     */
    @Test
    void aShortSentenceIsAsFrequentAsItsProbability() {
        assertThat(MANY.stream().filter(s -> s.text().equals("two cats run.")).count())
                .isBetween(1L, 25L);
    }

    @Test
    void theVerbAgreesWithItsSubject() {
        assertThat(texts(MANY))
                .allMatch(text -> text.matches("((the|a|every|this)( \\w+)? \\w+[^s]( that \\w+s .*)? \\w+s"
                        + "|(the|two|many|these)( \\w+)? \\w+s( that \\w+ .*)?"
                        + " \\w+[^s])( (loudly|well|today|again|alone|slowly))?\\."));
    }

    @Test
    void aBatchShiftsByOneCharacterAndMasksThePadding() {
        List<Sentence> two = List.of(new Sentence("ab.", -1), new Sentence("c", -1));
        DataSet batch = CharacterBatches.of(two, 5).get(0);
        assertThat(batch.getFeatures().shape()).containsExactly(2, CharacterBatches.CHARACTERS.length(), 3);
        assertThat(read(batch.getFeatures(), 0)).isEqualTo(" ab");
        assertThat(read(batch.getLabels(), 0)).isEqualTo("ab.");
        assertThat(read(batch.getFeatures(), 1)).isEqualTo(" __");
        assertThat(read(batch.getLabels(), 1)).isEqualTo("c__");
        for (INDArray mask : List.of(batch.getFeaturesMaskArray(), batch.getLabelsMaskArray())) {
            assertThat(mask.toFloatMatrix()).isEqualTo(new float[][] {{1, 1, 1}, {1, 0, 0}});
        }
    }

    @Test
    void theLastBatchHasTheRest() {
        assertThat(CharacterBatches.of(MANY.subList(0, 7), 3))
                .extracting(DataSet::numExamples)
                .containsExactly(3, 3, 1);
    }

    @Test
    void badArgumentsAreNamed() {
        assertThatThrownBy(() -> Sentences.generate(0, 1)).hasMessage("count must be >= 1, but was 0");
        assertThatThrownBy(() -> CharacterBatches.of(List.of(), 1))
                .hasMessage("number of sentences must be >= 1, but was 0");
        assertThatThrownBy(() -> CharacterBatches.of(MANY, 0)).hasMessage("batchSize must be >= 1, but was 0");
    }

    private static List<String> texts(List<Sentence> sentences) {
        return sentences.stream().map(Sentence::text).collect(Collectors.toList());
    }

    /** The characters of one sequence; _ where no character is set. */
    private static String read(INDArray oneHot, int example) {
        StringBuilder text = new StringBuilder();
        for (int step = 0; step < oneHot.size(2); step++) {
            char character = '_';
            for (int i = 0; i < oneHot.size(1); i++) {
                if (oneHot.getDouble(example, i, step) == 1) {
                    character = CharacterBatches.CHARACTERS.charAt(i);
                }
            }
            text.append(character);
        }
        return text.toString();
    }
}
