package io.github.dl4jregularizers.examples.training;

/** Thrown when the loss or a parameter is not finite. */
public final class DivergenceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DivergenceException(String message) {
        super(message);
    }
}
