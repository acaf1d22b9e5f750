package io.github.dl4jregularizers.cpu.engine;

import java.util.function.Function;

/** The output of a step: an array, or a way to compute it again from arrays that are kept. */
final class Value {

    private final Layout layout;
    private final Function<Assembly, Reading> derivation;

    private Value(Layout layout, Function<Assembly, Reading> derivation) {
        this.layout = layout;
        this.derivation = derivation;
    }

    static Value stored(Operand operand) {
        return new Value(operand.layout(), assembly -> Reading.of(operand));
    }

    /** Values in scratch, valid until they are forgotten; for passes without a backward pass. */
    static Value passing(Operand operand, Assembly assembly) {
        Value value = new Value(operand.layout(), ignored -> Reading.own(operand, null));
        assembly.reading(value);
        return value;
    }

    static Value derived(Layout layout, Function<Assembly, Reading> derivation) {
        return new Value(layout, derivation);
    }

    /** Shape and order for a full chunk. */
    Layout layout() {
        return layout;
    }

    Reading derive(Assembly assembly) {
        return derivation.apply(assembly);
    }

    Operand read(Assembly assembly) {
        return assembly.reading(this).values();
    }
}
