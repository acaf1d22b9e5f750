package io.github.dl4jregularizers.cpu;

/** Counts the calls that a helper answered; a helper declines by returning null, or throws. */
final class ServedCalls {

    int count;

    <T> T served(T result) {
        if (result != null) {
            count++;
        }
        return result;
    }
}
