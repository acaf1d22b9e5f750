package io.github.dl4jregularizers.examples.figures;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.report.Statistic;
import java.util.List;
import java.util.stream.IntStream;

/** The measurements of one figure over its seeds. */
public final class SeedResults {

    private final List<Measurements> seeds;

    /**
     * Results in the order of the seeds.
     *
     * @param seeds at least one
     */
    public SeedResults(List<Measurements> seeds) {
        Require.atLeast("number of seeds", seeds.size(), 1);
        this.seeds = List.copyOf(seeds);
    }

    /**
     * Returns the number of seeds.
     *
     * @return at least 1
     */
    public int count() {
        return seeds.size();
    }

    /**
     * Returns the measurements of the first seed, for charts of a single run.
     *
     * @return its measurements
     */
    public Measurements first() {
        return seeds.get(0);
    }

    /**
     * Returns all measurements.
     *
     * @return one per seed
     */
    public List<Measurements> all() {
        return seeds;
    }

    /**
     * Returns one number of every seed.
     *
     * @param name name of the quantity
     * @param index index in its array
     * @return one number per seed
     */
    public double[] numbers(String name, int index) {
        return seeds.stream().mapToDouble(seed -> seed.get(name)[index]).toArray();
    }

    /**
     * Returns the first number of every seed.
     *
     * @param name name of the quantity
     * @return one number per seed
     */
    public double[] numbers(String name) {
        return numbers(name, 0);
    }

    /**
     * Returns by how much the last element of an array exceeds the first, for every seed.
     *
     * @param name name of the quantity
     * @return one difference per seed
     */
    public double[] rise(String name) {
        return seeds.stream()
                .map(seed -> seed.get(name))
                .mapToDouble(values -> values[values.length - 1] - values[0])
                .toArray();
    }

    /**
     * Returns the means over the seeds, element by element.
     *
     * @param name name of the quantity
     * @return an array of the same length
     */
    public double[] mean(String name) {
        return statistics(name, 0);
    }

    /**
     * Returns the means plus a multiple of the standard deviations. With a single seed, returns its numbers.
     *
     * @param name name of the quantity
     * @param deviations multiple, such as -1 for the lower edge of a band
     * @return an array of the same length
     */
    public double[] mean(String name, double deviations) {
        return statistics(name, deviations);
    }

    private double[] statistics(String name, double deviations) {
        return IntStream.range(0, first().get(name).length)
                .mapToObj(i -> Statistic.of(numbers(name, i)))
                .mapToDouble(at -> count() == 1 ? at.mean() : at.mean() + deviations * at.standardDeviation())
                .toArray();
    }
}
