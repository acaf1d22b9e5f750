package io.github.dl4jregularizers.cpu.engine;

/** Values in memory where a chunk's tasks can read them. */
final class Reading {

    private final Operand values;
    private final Operand signs;
    private final boolean isOwned;

    private Reading(Operand values, Operand signs, boolean isOwned) {
        this.values = values;
        this.signs = signs;
        this.isOwned = isOwned;
    }

    /** Values that stay where they are. */
    static Reading of(Operand values) {
        return new Reading(values, null, false);
    }

    /** Values in scratch of this reading's own; signs is oneDNN's workspace of a fused ReLU, or null. */
    static Reading own(Operand values, Operand signs) {
        return new Reading(values, signs, true);
    }

    Operand values() {
        return values;
    }

    Operand signs() {
        return signs;
    }

    void free(Assembly assembly) {
        if (isOwned) {
            assembly.free(values, 1);
            if (signs != null) {
                assembly.free(signs, 1);
            }
        }
    }
}
