package io.github.dl4jregularizers.inference;

import java.util.ArrayList;
import java.util.List;

/** Splits the steps of a network: those that draw and their successors run per sample, the others once. */
final class Plan {

    private final List<Step> once = new ArrayList<>();
    private final List<Step> repeated = new ArrayList<>();
    private final boolean[] random;
    private final int[] usesOnce;
    private final int[] usesRepeated;

    Plan(NetworkView view) {
        random = new boolean[view.values()];
        usesOnce = new int[view.values()];
        usesRepeated = new int[view.values()];
        for (Step step : view.steps()) {
            boolean repeats = step.isNoisy();
            for (int input : step.inputs()) {
                repeats |= random[input];
            }
            random[step.output()] = repeats;
            (repeats ? repeated : once).add(step);
        }
        once.forEach(step -> count(step.inputs(), usesOnce));
        repeated.forEach(step -> count(step.inputs(), usesRepeated));
        count(view.outputs(), usesRepeated);
        for (int value = 0; value < random.length; value++) {
            usesOnce[value] += random[value] ? 0 : usesRepeated[value];
        }
    }

    private static void count(int[] used, int[] uses) {
        for (int value : used) {
            uses[value]++;
        }
    }

    /** Steps without noise before them, in the order of the network. */
    List<Step> once() {
        return once;
    }

    /** Returns the other steps, in the order of the network. */
    List<Step> repeated() {
        return repeated;
    }

    /** Tests whether a value differs between samples. */
    boolean isRandom(int value) {
        return random[value];
    }

    /** Returns the number of reads of each value in the steps that run once, and by later steps. */
    int[] usesOnce() {
        return usesOnce.clone();
    }

    /** Returns the number of reads of each value per sample, with one more for outputs. */
    int[] usesRepeated() {
        return usesRepeated.clone();
    }
}
