package io.github.dl4jregularizers.contract;

/**
 * One named property of every row of a contract; also runs outside JUnit.
 *
 * @param <C> the kind of row
 */
public interface Property<C extends ContractCase<C>> {

    /**
     * The check: returns if the row satisfies the property, and throws an error with the reason otherwise.
     *
     * @param <C> the kind of row
     */
    @FunctionalInterface
    interface Check<C> {

        /**
         * Checks one row.
         *
         * @param subject the row
         * @throws Exception with the reason of a failure; or an {@code AssertionError}
         */
        void run(C subject) throws Exception;
    }

    /**
     * Returns the name, with which the message of a failure begins.
     *
     * @return as in the enum
     */
    String name();

    /**
     * Returns the check.
     *
     * @return of one row
     */
    Check<C> check();

    /**
     * Returns whether the property applies to a row.
     *
     * @param subject the row
     * @return false to leave it out
     */
    default boolean appliesTo(C subject) {
        return true;
    }

    /**
     * Returns whether the property holds on every backend if it holds on one: it is about configurations and
     * copies, not numbers.
     *
     * @return false by default
     */
    default boolean isIndependentOfBackend() {
        return false;
    }

    /**
     * Checks one row. The error begins with the property's name.
     *
     * @param subject the row
     */
    default void verify(C subject) {
        try {
            check().run(subject);
        } catch (Exception | AssertionError | StackOverflowError e) {
            throw new AssertionError("[" + name() + "] " + subject + ": " + e, e);
        }
    }
}
