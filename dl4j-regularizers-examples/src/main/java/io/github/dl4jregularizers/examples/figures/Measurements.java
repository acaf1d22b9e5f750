package io.github.dl4jregularizers.examples.figures;

import io.github.dl4jregularizers.examples.Require;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.nd4j.shade.jackson.annotation.JsonAnyGetter;
import org.nd4j.shade.jackson.annotation.JsonAnySetter;

/** Named arrays of numbers: what one seed of a figure measured. Stored as JSON, exactly. */
public final class Measurements {

    private final Map<String, double[]> values = new LinkedHashMap<>();

    /**
     * Adds an array, or replaces it.
     *
     * @param name name of the quantity
     * @param numbers one or more
     * @return this
     */
    @JsonAnySetter
    public Measurements put(String name, double... numbers) {
        values.put(Require.given("name", name), numbers.clone());
        return this;
    }

    /**
     * Returns an array.
     *
     * @param name name of the quantity
     * @return its numbers
     * @throws NoSuchElementException if there is no such quantity; the message is its name
     */
    public double[] get(String name) {
        if (!values.containsKey(name)) {
            throw new NoSuchElementException(name);
        }
        return values.get(name).clone();
    }

    /**
     * Returns the first number of an array.
     *
     * @param name name of the quantity
     * @return its first number
     */
    public double number(String name) {
        return get(name)[0];
    }

    @JsonAnyGetter
    Map<String, double[]> values() {
        return Collections.unmodifiableMap(values);
    }
}
