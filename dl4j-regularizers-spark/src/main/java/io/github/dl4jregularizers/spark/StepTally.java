package io.github.dl4jregularizers.spark;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.util.AccumulatorV2;

/** Number of steps per partition. A repeated task counts once. */
final class StepTally extends AccumulatorV2<int[], Map<Integer, Integer>> {

    private static final long serialVersionUID = 1;

    private final Map<Integer, Integer> steps = new TreeMap<>();

    @Override
    public boolean isZero() {
        return steps.isEmpty();
    }

    @Override
    public StepTally copy() {
        StepTally copy = new StepTally();
        copy.steps.putAll(steps);
        return copy;
    }

    @Override
    public void reset() {
        steps.clear();
    }

    /** Takes a partition and the number of its steps so far. */
    @Override
    public void add(int[] partitionAndSteps) {
        steps.merge(partitionAndSteps[0], partitionAndSteps[1], Math::max);
    }

    @Override
    public void merge(AccumulatorV2<int[], Map<Integer, Integer>> other) {
        other.value().forEach((partition, count) -> steps.merge(partition, count, Math::max));
    }

    @Override
    public Map<Integer, Integer> value() {
        return steps;
    }

    /** Steps of the worker with most. */
    int longest() {
        return steps.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    /** Steps of all workers. */
    int total() {
        return steps.values().stream().mapToInt(Integer::intValue).sum();
    }
}
