package io.github.dl4jregularizers.cpu.engine;

import java.util.function.IntFunction;

/** An operand under the number that oneDNN has for its role. */
final class Argument {

    private final int role;
    private final Operand operand;
    private final IntFunction<Layout> layouts;

    private Argument(int role, Operand operand, IntFunction<Layout> layouts) {
        this.role = role;
        this.operand = operand;
        this.layouts = layouts;
    }

    /** An array whose first axis is the examples of a chunk. */
    static Argument batch(int role, Operand operand) {
        return new Argument(role, operand, examples -> operand.layout().withExamples(examples));
    }

    /** An array of the same shape for every chunk. */
    static Argument fixed(int role, Operand operand) {
        return new Argument(role, operand, examples -> operand.layout());
    }

    /** An array that a kernel writes for another of the same examples, in a layout that it asks for. */
    static Argument asked(int role, Operand operand, Kernel kernel, int query) {
        return new Argument(role, operand, examples -> kernel.of(examples).layout(query));
    }

    /** A part of an array. */
    static Argument part(int role, Operand operand, IntFunction<Layout> layouts) {
        return new Argument(role, operand, layouts);
    }

    int role() {
        return role;
    }

    Operand operand() {
        return operand;
    }

    /** The layout for so many examples, which must not need more memory than that of a full chunk. */
    Layout layout(int examples) {
        Layout layout = layouts.apply(examples);
        if (layout.bytes() > operand.layout().bytes()) {
            throw new OneDnnException(layout + " does not fit into " + operand.layout());
        }
        return layout;
    }
}
