package io.github.dl4jregularizers.contract;

/** One named thing that every case of a contract has to satisfy; runs outside of JUnit too. */
interface Property<C extends ContractCase<C>> {

    /** What checks it: returns if the case satisfies the property, and throws whatever says why it does not. */
    @FunctionalInterface
    interface Check<C> {
        void run(C subject) throws Exception;
    }

    /** The name by which a failure is known. */
    String name();

    Check<C> check();

    /** Whether the property means anything for cases of this kind, as opposed to a row's own exception. */
    default boolean appliesTo(C subject) {
        return true;
    }

    /** Whether it holds on every backend if it holds on one: it is about configurations and copies, not numbers. */
    default boolean isIndependentOfBackend() {
        return false;
    }

    /** Checks one case; the error begins with the property's name. */
    default void verify(C subject) {
        try {
            check().run(subject);
        } catch (Exception | AssertionError | StackOverflowError e) {
            throw new AssertionError("[" + name() + "] " + subject + ": " + e, e);
        }
    }
}
