package io.github.dl4jregularizers.contract;

/** One named property of every case of a contract; also runs outside JUnit. */
interface Property<C extends ContractCase<C>> {

    /** The check: returns if the case satisfies the property, and throws an error with the reason otherwise. */
    @FunctionalInterface
    interface Check<C> {
        void run(C subject) throws Exception;
    }

    /** The name by which a failure is known. */
    String name();

    Check<C> check();

    /** Whether the property applies to cases of this kind. */
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
