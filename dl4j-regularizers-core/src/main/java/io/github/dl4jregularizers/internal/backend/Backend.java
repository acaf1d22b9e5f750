package io.github.dl4jregularizers.internal.backend;

/**
 * The operations with more than one implementation. The module {@code dl4j-regularizers-cpu} provides the second one,
 * found by {@link java.util.ServiceLoader}.
 */
public interface Backend {

    /** The system property that restricts the choice to the default, if its value is {@code false}. */
    String CPU_PROPERTY = "dl4j.regularizers.cpu";

    /**
     * Returns the implementation in use.
     *
     * @return the first one on the class path that supports the active ND4J backend, else the default
     */
    static Backend current() {
        return BackendChoice.current();
    }

    /**
     * Tests whether this implementation supports the active ND4J backend. Called once.
     *
     * @return false to be passed over
     */
    boolean isSupported();

    /**
     * Fills arrays with random numbers.
     *
     * @return thread-safe
     */
    RandomFill randomFill();

    /**
     * Copies whole arrays between ND4J and Java.
     *
     * @return thread-safe
     */
    Transfer transfer();

    /**
     * Computes the masks of DropBlock.
     *
     * @return thread-safe
     */
    BlockMask blockMask();

    /**
     * Computes steps of Adam.
     *
     * @return thread-safe
     */
    AdamStep adamStep();

    /**
     * Runs layers as one.
     *
     * @return thread-safe
     */
    LayerEngine layerEngine();
}
