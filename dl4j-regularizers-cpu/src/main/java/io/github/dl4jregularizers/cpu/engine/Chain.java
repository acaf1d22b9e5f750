package io.github.dl4jregularizers.cpu.engine;

import java.util.ArrayList;
import java.util.List;

/** Steps one after another. */
final class Chain implements Step {

    private final List<Step> steps;
    private final List<Value> outputs = new ArrayList<>();

    Chain(List<Step> steps) {
        this.steps = steps;
    }

    @Override
    public long[] outputShape(long[] inputShape) {
        long[] shape = inputShape;
        for (Step step : steps) {
            shape = step.outputShape(shape);
        }
        return shape;
    }

    @Override
    public long largest(long[] inputShape) {
        long largest = 0;
        long[] shape = inputShape;
        for (Step step : steps) {
            largest = Math.max(largest, step.largest(shape));
            shape = step.outputShape(shape);
        }
        return largest;
    }

    /** The input is the caller's to forget. */
    @Override
    public Value forward(Value input, Assembly assembly) {
        Value values = input;
        for (Step step : steps) {
            Value next = step.forward(values, assembly);
            if (!assembly.isTraining() && values != input && next != values) {
                assembly.forget(values);
            }
            outputs.add(next);
            values = next;
        }
        return values;
    }

    @Override
    public Operand backward(Operand gradient, Assembly assembly) {
        return backward(gradient, 0, assembly);
    }

    @Override
    public void backwardParameters(Operand gradient, Assembly assembly) {
        Operand current = backward(gradient, 1, assembly);
        steps.get(0).backwardParameters(current, assembly);
        if (current != gradient) {
            assembly.free(current, 1);
        }
    }

    /** From the last step to a first one. */
    private Operand backward(Operand gradient, int first, Assembly assembly) {
        Operand current = gradient;
        for (int i = steps.size() - 1; i >= first; i--) {
            Operand next = steps.get(i).backward(current, assembly);
            if (current != gradient && current != next) {
                assembly.free(current, 1);
            }
            if (i > 0) {
                assembly.forget(outputs.get(i));
            }
            current = next;
        }
        return current;
    }

    @Override
    public boolean isBarrier() {
        return steps.stream().anyMatch(Step::isBarrier);
    }
}
