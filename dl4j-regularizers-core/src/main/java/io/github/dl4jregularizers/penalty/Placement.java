package io.github.dl4jregularizers.penalty;

import java.util.function.BiPredicate;

/** The weights that a penalty is installed on, and whether it adds to an earlier penalty of its class. Immutable. */
final class Placement {

    static final Placement EVERYWHERE = new Placement((layer, parameter) -> true, false);

    private final BiPredicate<String, String> selected;
    private final boolean stacked;

    private Placement(BiPredicate<String, String> selected, boolean stacked) {
        this.selected = selected;
        this.stacked = stacked;
    }

    Placement only(BiPredicate<String, String> selection) {
        return new Placement(selected.and(selection), stacked);
    }

    Placement stacked() {
        return new Placement(selected, true);
    }

    boolean selects(String layer, String parameter) {
        return selected.test(layer, parameter);
    }

    boolean isStacked() {
        return stacked;
    }
}
