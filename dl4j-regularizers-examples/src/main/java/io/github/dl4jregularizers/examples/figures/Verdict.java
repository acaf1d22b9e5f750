package io.github.dl4jregularizers.examples.figures;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.report.Statistic;
import java.util.Locale;

/** Whether a claim was seen, by a stated rule. Immutable. */
public final class Verdict {

    private final boolean seen;
    private final String rule;
    private final String evidence;

    private Verdict(boolean seen, String rule, String evidence) {
        this.seen = seen;
        this.rule = Require.given("rule", rule);
        this.evidence = evidence;
    }

    /**
     * Judges by a condition per seed. The claim is seen if the condition holds with every seed.
     *
     * @param rule the condition, as a sentence without a point
     * @param held whether it held, per seed
     * @return the verdict
     */
    public static Verdict inEverySeed(String rule, boolean... held) {
        int count = 0;
        for (boolean one : held) {
            count += one ? 1 : 0;
        }
        Require.atLeast("number of seeds", held.length, 1);
        String evidence = "held with " + count + " of " + held.length + (held.length == 1 ? " seed" : " seeds");
        return new Verdict(count == held.length, rule, evidence);
    }

    /**
     * Judges by one condition over all seeds.
     *
     * @param rule the condition, as a sentence without a point
     * @param held whether it held
     * @param evidence the numbers behind it
     * @return the verdict
     */
    public static Verdict overall(String rule, boolean held, String evidence) {
        return new Verdict(held, rule, evidence);
    }

    /**
     * Judges a difference per seed. The claim is seen if the mean exceeds two standard errors.
     *
     * @param rule the condition, as a sentence without a point
     * @param unit of the differences
     * @param differences one per seed
     * @return the verdict
     */
    public static Verdict beyondTwoStandardErrors(String rule, String unit, double... differences) {
        Statistic statistic = Statistic.of(differences);
        double standardError = statistic.standardDeviation() / Math.sqrt(differences.length);
        return overall(
                rule,
                statistic.mean() > 2 * standardError,
                String.format(Locale.ROOT, "by %.2f %s, standard error %.2f", statistic.mean(), unit, standardError));
    }

    /**
     * Tests whether the claim was seen.
     *
     * @return true if the rule held
     */
    public boolean isSeen() {
        return seen;
    }

    /**
     * Returns the condition.
     *
     * @return a sentence without a point
     */
    public String rule() {
        return rule;
    }

    /** Returns the verdict in one line. */
    @Override
    public String toString() {
        return (seen ? "Seen" : "Not seen at this size") + ": " + rule + " (" + evidence + ").";
    }
}
