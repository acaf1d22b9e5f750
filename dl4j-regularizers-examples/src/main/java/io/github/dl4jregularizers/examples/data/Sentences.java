package io.github.dl4jregularizers.examples.data;

import io.github.dl4jregularizers.examples.Require;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A small probabilistic grammar: {@code the old dogs that follow a king sing loudly.} A verb agrees with its subject,
 * possibly across a relative clause.
 *
 * <p>A sentence has one derivation, so its probability is the product of the choices in it. The mean negative
 * log-probability is the entropy of the language, a lower bound for every model in expectation.
 */
public final class Sentences {

    private static final String[] SINGULAR = {"the", "a", "every", "this"};
    private static final String[] PLURAL = {"the", "two", "many", "these"};
    private static final String[] ADJECTIVES = {"old", "small", "clever", "hungry", "quiet", "brown", "proud", "lazy"};
    private static final String[] NOUNS = {
        "dog", "cat", "bird", "horse", "king", "farmer", "teacher", "sailor", "painter", "doctor"
    };
    private static final String[] ACTS = {"sing", "sleep", "run", "laugh", "jump", "swim", "dance", "work"};
    private static final String[] RELATES = {"see", "follow", "help", "know", "fear", "visit", "hear", "paint"};
    private static final String[] MANNERS = {"loudly", "well", "today", "again", "alone", "slowly"};
    private static final double HAS_ADJECTIVE = 0.4;
    private static final double HAS_CLAUSE = 0.3;
    private static final double HAS_MANNER = 0.3;

    private final SplittableRandom random;
    private final StringBuilder text = new StringBuilder();
    private double logProbability;

    private Sentences(SplittableRandom random) {
        this.random = random;
    }

    /**
     * Draws independent sentences.
     *
     * @param count number of sentences, at least 1
     * @param seed seed of the draws
     * @return the sentences
     * @throws IllegalArgumentException if count is less than 1
     */
    public static List<Sentence> generate(int count, long seed) {
        Require.atLeast("count", count, 1);
        List<Sentence> sentences = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sentences.add(new Sentences(RandomStreams.of(seed, i)).sentence());
        }
        return sentences;
    }

    private Sentence sentence() {
        boolean plural = nounPhrase();
        if (chance(HAS_CLAUSE)) {
            word("that");
            verb(RELATES, plural);
            nounPhrase();
        }
        verb(ACTS, plural);
        if (chance(HAS_MANNER)) {
            word(choice(MANNERS));
        }
        return new Sentence(text + ".", logProbability);
    }

    private boolean nounPhrase() {
        boolean plural = chance(0.5);
        word(choice(plural ? PLURAL : SINGULAR));
        if (chance(HAS_ADJECTIVE)) {
            word(choice(ADJECTIVES));
        }
        word(choice(NOUNS) + (plural ? "s" : ""));
        return plural;
    }

    private void verb(String[] verbs, boolean plural) {
        word(choice(verbs) + (plural ? "" : "s"));
    }

    private void word(String word) {
        text.append(text.length() == 0 ? "" : " ").append(word);
    }

    private String choice(String[] words) {
        logProbability -= Math.log(words.length);
        return words[random.nextInt(words.length)];
    }

    private boolean chance(double probability) {
        boolean happens = random.nextDouble() < probability;
        logProbability += Math.log(happens ? probability : 1 - probability);
        return happens;
    }
}
