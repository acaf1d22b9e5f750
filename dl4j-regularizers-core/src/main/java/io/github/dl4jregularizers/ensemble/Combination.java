package io.github.dl4jregularizers.ensemble;

import io.github.dl4jregularizers.inference.OutputKind;
import io.github.dl4jregularizers.inference.OutputLayout;
import io.github.dl4jregularizers.internal.Arguments;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The rule by which an {@link Ensemble} combines outputs p_k of its members, with weights w_k that sum to 1. */
public enum Combination {
    /** Arithmetic mean: sum of w_k p_k. For outputs of all kinds. */
    MEAN {
        @Override
        INDArray combine(INDArray[] outputs, double[] weights, OutputLayout layout) {
            INDArray sum = outputs[0].mul(weights[0]);
            for (int k = 1; k < outputs.length; k++) {
                sum.addi(outputs[k].mul(weights[k]));
            }
            return sum;
        }
    },
    /**
     * Geometric mean, renormalized: the product of p_k^w_k, divided by its sum over the classes. Equals the softmax or
     * sigmoid of the weighted mean of the members' logits. For probabilities only.
     */
    GEOMETRIC_MEAN {
        @Override
        INDArray combine(INDArray[] outputs, double[] weights, OutputLayout layout) {
            INDArray logs = meanLog(outputs, weights, false);
            if (layout.kind() == OutputKind.BINARY) {
                return Transforms.sigmoid(logs.subi(meanLog(outputs, weights, true)), false);
            }
            int axis = layout.classAxis(logs.rank());
            INDArray products = Transforms.exp(logs.subi(logs.max(true, axis)), false);
            return products.divi(products.sum(true, axis));
        }
    },
    /**
     * Share of the votes. Each member votes with its weight for its most probable class, or for an event of probability
     * above 0.5. A member splits its vote between equal probabilities. For probabilities only.
     */
    MAJORITY_VOTE {
        @Override
        INDArray combine(INDArray[] outputs, double[] weights, OutputLayout layout) {
            INDArray[] votes = new INDArray[outputs.length];
            for (int k = 0; k < votes.length; k++) {
                votes[k] = layout.kind() == OutputKind.BINARY
                        ? number(outputs[k].gt(0.5))
                                .addi(number(outputs[k].eq(0.5)).muli(0.5))
                        : ofLargest(outputs[k], layout.classAxis(outputs[k].rank()));
            }
            return MEAN.combine(votes, weights, layout);
        }
    },
    /** Median of each number, without weights; probabilities of classes are renormalized. For outputs of all kinds. */
    MEDIAN {
        @Override
        INDArray combine(INDArray[] outputs, double[] weights, OutputLayout layout) {
            INDArray sorted = Nd4j.sort(Nd4j.stack(0, outputs), 0, true);
            int k = outputs.length;
            INDArray median = sorted.slice((k - 1) / 2).add(sorted.slice(k / 2)).divi(2);
            return layout.kind() == OutputKind.CLASSES
                    ? median.divi(median.sum(true, layout.classAxis(median.rank())))
                    : median;
        }
    };

    /** Combines outputs of type DOUBLE; does not change them. */
    abstract INDArray combine(INDArray[] outputs, double[] weights, OutputLayout layout);

    /** Checks that the output has the right kind. */
    final void check(OutputLayout layout) {
        boolean probabilities = layout.kind() == OutputKind.CLASSES || layout.kind() == OutputKind.BINARY;
        if (!probabilities && (this == GEOMETRIC_MEAN || this == MAJORITY_VOTE)) {
            throw Arguments.invalid("combination of an output of kind " + layout.kind(), "MEAN or MEDIAN", this);
        }
    }

    /** Weighted mean of log p or log(1 - p); 0 counts as the smallest normal number, so that no class is excluded. */
    private static INDArray meanLog(INDArray[] outputs, double[] weights, boolean complement) {
        INDArray[] logs = new INDArray[outputs.length];
        for (int k = 0; k < logs.length; k++) {
            INDArray probabilities = complement ? outputs[k].rsub(1) : outputs[k];
            logs[k] = Transforms.log(Transforms.max(probabilities, Double.MIN_NORMAL, true), false);
        }
        return MEAN.combine(logs, weights, null);
    }

    private static INDArray ofLargest(INDArray probabilities, int axis) {
        INDArray largest = number(probabilities.eq(probabilities.max(true, axis).broadcast(probabilities.shape())));
        return largest.divi(largest.sum(true, axis));
    }

    private static INDArray number(INDArray condition) {
        return condition.castTo(DataType.DOUBLE);
    }
}
