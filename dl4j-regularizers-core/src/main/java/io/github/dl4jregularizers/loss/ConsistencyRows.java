package io.github.dl4jregularizers.loss;

import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Three views of N examples under {@link JensenShannonConsistencyLoss}: operations on the device, in double. */
final class ConsistencyRows {

    static final int VIEWS = 3;

    private final INDArray labels;
    private final INDArray logits;
    /** Of the clean rows; null for none. */
    private final INDArray cleanMask;
    /** 1 for an example with three views, [N, 1]; null for all. */
    private final INDArray complete;

    private final double weight;
    private final int examples;

    private final INDArray[] logProbabilities = new INDArray[VIEWS];
    private final INDArray[] probabilities = new INDArray[VIEWS];
    private final INDArray logMean;

    ConsistencyRows(INDArray labels, INDArray preOutput, INDArray mask, double weight) {
        this.weight = weight;
        this.examples = (int) preOutput.size(0) / VIEWS;
        this.labels = labels.get(NDArrayIndex.interval(0, examples), NDArrayIndex.interval(0, preOutput.size(1)));
        this.logits = preOutput;
        INDArray largest = null;
        for (int view = 0; view < VIEWS; view++) {
            SoftmaxColumns softmax = new SoftmaxColumns(view(preOutput, view).castTo(DataType.DOUBLE));
            logProbabilities[view] = softmax.logProbabilities;
            probabilities[view] = softmax.probabilities;
            largest = largest == null
                    ? softmax.logProbabilities.dup()
                    : Transforms.max(largest, softmax.logProbabilities, true);
        }
        INDArray sum = null;
        for (INDArray logs : logProbabilities) {
            INDArray shares = Transforms.exp(logs.sub(largest), false);
            sum = sum == null ? shares : sum.addi(shares);
        }
        this.logMean = largest.addi(Transforms.log(sum.divi(VIEWS), false));
        this.cleanMask = mask == null ? null : view(mask, 0);
        INDArray all = mask == null ? null : mask.castTo(DataType.DOUBLE);
        this.complete = all == null ? null : view(all, 0).mul(view(all, 1)).muli(view(all, 2));
    }

    private INDArray view(INDArray rows, int view) {
        return rows.get(
                NDArrayIndex.interval((long) view * examples, (long) (view + 1) * examples), NDArrayIndex.all());
    }

    /** Returns one loss per row, [3N, 1], times 3, because DL4J divides by the number of rows; 0 for augmented rows. */
    INDArray losses(ILossFunction clean, IActivation activation) {
        INDArray divergence = Nd4j.zeros(DataType.DOUBLE, examples, 1);
        for (int view = 0; view < VIEWS; view++) {
            INDArray terms = logProbabilities[view].sub(logMean).muli(probabilities[view]);
            divergence.addi(terms.sum(true, 1));
        }
        INDArray own = clean.computeScoreArray(labels.dup(), view(logits, 0).dup(), activation, cleanMask);
        INDArray losses = Nd4j.zeros(DataType.DOUBLE, logits.size(0), 1);
        INDArray ofExamples = masked(divergence).muli(weight);
        view(losses, 0)
                .assign(own.castTo(DataType.DOUBLE)
                        .reshape(examples, 1)
                        .mul(VIEWS)
                        .addi(ofExamples));
        return losses.castTo(logits.dataType());
    }

    /** Returns the gradient with respect to the logits, times 3. */
    INDArray gradient(ILossFunction clean, IActivation activation) {
        INDArray gradient = Nd4j.create(DataType.DOUBLE, logits.shape());
        for (int view = 0; view < VIEWS; view++) {
            INDArray ratio = logProbabilities[view].sub(logMean);
            INDArray expected = ratio.mul(probabilities[view]).sum(true, 1);
            INDArray ofView = ratio.subiColumnVector(expected).muli(probabilities[view]);
            view(gradient, view).assign(masked(ofView).muli(weight));
        }
        INDArray own = clean.computeGradient(labels.dup(), view(logits, 0).dup(), activation, cleanMask);
        view(gradient, 0).addi(own.castTo(DataType.DOUBLE).mul(VIEWS));
        return gradient.castTo(logits.dataType());
    }

    private INDArray masked(INDArray ofExamples) {
        return complete == null ? ofExamples : ofExamples.muliColumnVector(complete);
    }
}
