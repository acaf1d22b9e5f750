package io.github.dl4jregularizers.cpu;

import java.util.Optional;

/** What {@link OneDnn} has to know about ND4J and DL4J; tests put other answers in. */
interface OneDnnHost {

    /** ND4J's own name of the backend, such as CPU or CUDA. */
    String name();

    /** JavaCPP's name of the operating system and processor, such as linux-x86_64. */
    String platform();

    /** Whether oneDNN was compiled into the native library that is loaded. */
    boolean builtWithOneDnn();

    /** Whether ND4J lets its operations use platform libraries at all. */
    boolean helpersAllowed();

    /** Whether ND4J's own oneDNN switch is on. */
    boolean oneDnnSwitchedOn();

    /**
     * Builds a convolution layer, runs it forward and checks its numbers.
     *
     * @return simple class name of the helper it ran with, empty if it had none
     * @throws IllegalStateException if the helper failed or computed something wrong
     */
    Optional<String> probe();
}
