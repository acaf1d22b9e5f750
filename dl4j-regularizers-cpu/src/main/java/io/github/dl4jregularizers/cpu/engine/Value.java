package io.github.dl4jregularizers.cpu.engine;

import java.util.function.Function;

/** The output of a step: an array, or a way to compute it again from arrays that are kept. */
final class Value {

    private final Layout layout;
    private final int selection;
    private final Function<Assembly, Reading> derivation;

    private Value(Layout layout, int selection, Function<Assembly, Reading> derivation) {
        this.layout = layout;
        this.selection = selection;
        this.derivation = derivation;
    }

    static Value stored(Operand operand) {
        return new Value(operand.layout(), Run.ALL, assembly -> Reading.of(operand));
    }

    /** Values in scratch, valid until they are forgotten; for passes without a backward pass. */
    static Value passing(Operand operand, Assembly assembly) {
        Value value = new Value(operand.layout(), assembly.selection(), ignored -> Reading.own(operand, null));
        assembly.reading(value);
        return value;
    }

    /** Values that are computed where they are read, for a selection of examples. */
    static Value derived(Layout layout, int selection, Function<Assembly, Reading> derivation) {
        return new Value(layout, selection, derivation);
    }

    /** Values in scratch, which a training pass computes where they are read, and another pass at once. */
    static Value computed(Layout layout, Assembly assembly, Function<Assembly, Operand> computation) {
        return assembly.isTraining()
                ? derived(layout, assembly.selection(), later -> Reading.own(computation.apply(later), null))
                : passing(computation.apply(assembly), assembly);
    }

    /** Shape and order for a full chunk. */
    Layout layout() {
        return layout;
    }

    int selection() {
        return selection;
    }

    Reading derive(Assembly assembly) {
        return derivation.apply(assembly);
    }

    Operand read(Assembly assembly) {
        return assembly.reading(this).values();
    }
}
