package io.github.dl4jregularizers.audit;

/** The severity of a {@link Finding}. */
public enum Severity {
    /** The network does not compute the configured function, or fails in training. */
    WRONG_RESULT("wrong result"),
    /** A setting is ignored without a message. */
    NO_EFFECT("no effect"),
    /** Works as documented by DL4J, but is probably not intended, or contradicts common practice. */
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
