package io.github.dl4jregularizers.audit;

/** How bad a {@link Finding} is. */
public enum Severity {
    /** The network computes something else than what was configured, or fails in training. */
    WRONG_RESULT("wrong result"),
    /** What was configured is ignored without a word. */
    NO_EFFECT("no effect"),
    /** Works as DL4J documents it, but is probably not what was meant, or against what the field advises. */
    QUESTIONABLE("questionable");

    private final String description;

    Severity(String description) {
        this.description = description;
    }

    @Override
    public String toString() {
        return description;
    }
}
