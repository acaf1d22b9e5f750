package io.github.dl4jregularizers.contract;

import org.nd4j.linalg.api.iter.NdIndexIterator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Forward passes of layers by definition, with given weights; tanh after each. */
final class LayerReference {

    private LayerReference() {}

    static INDArray dense(INDArray input, INDArray weights, INDArray bias) {
        return Transforms.tanh(input.mmul(weights).addRowVector(bias));
    }

    /** Stride 1, no padding; weights [out, in, height, width]. */
    static INDArray convolution(INDArray input, INDArray weights, INDArray bias) {
        long height = weights.size(2);
        long width = weights.size(3);
        INDArray output = Nd4j.create(
                input.dataType(),
                input.size(0),
                weights.size(0),
                input.size(2) - height + 1,
                input.size(3) - width + 1);
        NdIndexIterator indices = new NdIndexIterator('c', output.shape());
        while (indices.hasNext()) {
            long[] at = indices.next();
            INDArray window = input.get(
                    NDArrayIndex.point(at[0]),
                    NDArrayIndex.all(),
                    NDArrayIndex.interval(at[2], at[2] + height),
                    NDArrayIndex.interval(at[3], at[3] + width));
            INDArray kernel = weights.get(NDArrayIndex.point(at[1]));
            double sum = window.mul(kernel).sumNumber().doubleValue();
            output.putScalar(at, Math.tanh(sum + bias.getDouble(at[1])));
        }
        return output;
    }

    /** An Elman network over [batch, units, time]. */
    static INDArray recurrent(INDArray input, INDArray weights, INDArray recurrentWeights, INDArray bias) {
        long steps = input.size(2);
        INDArray output = Nd4j.create(input.dataType(), input.size(0), weights.size(1), steps);
        INDArray state = Nd4j.zeros(input.dataType(), input.size(0), weights.size(1));
        for (long step = 0; step < steps; step++) {
            INDArray now = at(input, step).mmul(weights);
            state = Transforms.tanh(now.add(state.mmul(recurrentWeights)).addRowVector(bias));
            at(output, step).assign(state);
        }
        return output;
    }

    /** The same sequences, last step first. */
    static INDArray reversed(INDArray sequences) {
        INDArray reversed = sequences.ulike();
        for (long step = 0; step < sequences.size(2); step++) {
            at(reversed, sequences.size(2) - 1 - step).assign(at(sequences, step));
        }
        return reversed;
    }

    private static INDArray at(INDArray sequences, long step) {
        return sequences.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(step));
    }
}
