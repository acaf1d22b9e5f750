package io.github.dl4jregularizers.examples.training;

/** Training stopped because the loss or a parameter is no longer a finite number. */
public final class DivergenceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DivergenceException(String message) {
        super(message);
    }
}
