package io.github.dl4jregularizers.audit;

/** How bad a {@link Finding} is. */
public enum Severity {
    /** The network computes something else than configured, or fails in training. */
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
