package io.github.dl4jregularizers.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Milliseconds per training step of alternating networks: with every block computed, with one stage reduced to its
 * first block, and with stochastic depth. The measured process prints it as a line.
 */
final class DepthRound {

    private static final Pattern LINE = Pattern.compile(
            "ROUND blocks=(\\d+) constant=([0-9.]+) shortened=([0-9.,]+) stochastic=([0-9.]+) skipped=([0-9.,]+)");

    /** In each stage. */
    final int blocks;

    final double constant;
    /** By the stage that was shortened. */
    final double[] shortened;

    final double stochastic;
    /** Blocks skipped in a step of stochastic depth, by stage. */
    final double[] skipped;

    DepthRound(int blocks, double constant, double[] shortened, double stochastic, double[] skipped) {
        this.blocks = blocks;
        this.constant = constant;
        this.shortened = shortened;
        this.stochastic = stochastic;
        this.skipped = skipped;
    }

    /** The cost of a block of the stage: the time by which the step is shorter without the other blocks, per block. */
    double ofBlock(int stage) {
        return (constant - shortened[stage]) / (blocks - 1);
    }

    /** A step in which skipped blocks have no cost. */
    double expected() {
        double expected = constant;
        for (int stage = 0; stage < skipped.length; stage++) {
            expected -= skipped[stage] * ofBlock(stage);
        }
        return expected;
    }

    double shareComputed() {
        return 1 - Arrays.stream(skipped).sum() / (blocks * skipped.length);
    }

    static List<DepthRound> parse(String output) {
        Matcher line = LINE.matcher(output);
        List<DepthRound> rounds = line.results()
                .map(round -> new DepthRound(
                        Integer.parseInt(round.group(1)),
                        Double.parseDouble(round.group(2)),
                        numbers(round.group(3)),
                        Double.parseDouble(round.group(4)),
                        numbers(round.group(5))))
                .collect(Collectors.toList());
        if (rounds.isEmpty()) {
            throw new IllegalStateException("The measured process printed no result:\n" + output);
        }
        return rounds;
    }

    private static double[] numbers(String list) {
        return Arrays.stream(list.split(",")).mapToDouble(Double::parseDouble).toArray();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "ROUND blocks=%d constant=%.3f shortened=%s stochastic=%.3f skipped=%s",
                blocks,
                constant,
                list(shortened),
                stochastic,
                list(skipped));
    }

    private static String list(double[] numbers) {
        return Arrays.stream(numbers)
                .mapToObj(number -> String.format(Locale.ROOT, "%.3f", number))
                .collect(Collectors.joining(","));
    }
}
