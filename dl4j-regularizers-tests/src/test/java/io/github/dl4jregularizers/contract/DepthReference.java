package io.github.dl4jregularizers.contract;

import java.util.Map;
import java.util.stream.Stream;
import org.nd4j.linalg.api.iter.NdIndexIterator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Independent layers for the bodies and shortcuts of residual blocks; arrays are double, channels first. */
final class DepthReference {

    private DepthReference() {}

    /** A body or a shortcut. */
    @FunctionalInterface
    interface Function {
        INDArray of(INDArray input, Map<String, INDArray> parameters);
    }

    static Function identity() {
        return (x, parameters) -> x;
    }

    /** tanh(xW + b). */
    static Function dense(String name) {
        return (x, parameters) -> Transforms.tanh(
                x.mmul(parameters.get(name + ".W"))
                        .addRowVector(parameters.get(name + ".b").reshape(-1)),
                true);
    }

    /** h_t = tanh(x_t W + h_(t-1) R + b). */
    static Function recurrent(String name) {
        return (x, parameters) -> {
            long units = parameters.get(name + ".W").size(1);
            INDArray output = Nd4j.create(x.dataType(), x.size(0), units, x.size(2));
            INDArray before = Nd4j.zeros(x.dataType(), x.size(0), units);
            for (int step = 0; step < x.size(2); step++) {
                INDArrayIndex[] at = {NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(step)};
                before = Transforms.tanh(
                        x.get(at)
                                .dup('c')
                                .mmul(parameters.get(name + ".W"))
                                .add(before.mmul(parameters.get(name + ".RW")))
                                .addRowVector(parameters.get(name + ".b").reshape(-1)),
                        true);
                output.put(at, before);
            }
            return output;
        };
    }

    /** Cross-correlation of stride 1 with zeros around, so that height and width stay; no bias. */
    static Function convolution(String name) {
        return (x, parameters) -> {
            INDArray weights = parameters.get(name + ".W");
            INDArray output = Nd4j.zeros(x.dataType(), x.size(0), weights.size(0), x.size(2), x.size(3));
            long[] middle = {(weights.size(2) - 1) / 2, (weights.size(3) - 1) / 2};
            for (long n = 0; n < output.size(0); n++) {
                for (long channel = 0; channel < output.size(1); channel++) {
                    for (long i = 0; i < output.size(2); i++) {
                        for (long j = 0; j < output.size(3); j++) {
                            long[] at = {n, i - middle[0], j - middle[1]};
                            output.putScalar(new long[] {n, channel, i, j}, window(x, weights.slice(channel), at));
                        }
                    }
                }
            }
            return output;
        };
    }

    private static double window(INDArray x, INDArray kernel, long[] at) {
        double sum = 0;
        for (long c = 0; c < kernel.size(0); c++) {
            for (long i = 0; i < kernel.size(1); i++) {
                for (long j = 0; j < kernel.size(2); j++) {
                    long row = at[1] + i;
                    long column = at[2] + j;
                    if (row >= 0 && row < x.size(2) && column >= 0 && column < x.size(3)) {
                        sum += kernel.getDouble(c, i, j) * x.getDouble(at[0], c, row, column);
                    }
                }
            }
        }
        return sum;
    }

    /** Batch normalization over the examples it is given. */
    static Function normalization(String name) {
        return (x, parameters) -> {
            INDArray output = x.dup();
            for (long channel = 0; channel < x.size(1); channel++) {
                INDArray of = output.get(NDArrayIndex.all(), NDArrayIndex.point(channel));
                double mean = of.meanNumber().doubleValue();
                double variance = of.sub(mean).mul(of.sub(mean)).meanNumber().doubleValue();
                double gamma = parameters.get(name + ".gamma").getDouble(channel);
                double beta = parameters.get(name + ".beta").getDouble(channel);
                of.subi(mean).muli(gamma / Math.sqrt(variance + 1e-5)).addi(beta);
            }
            return output;
        };
    }

    /** Every so many rows and columns, and channels of zeros after its own. */
    static Function padded(int channels, int stride) {
        return (x, parameters) -> {
            long[] kept = {(x.size(2) + stride - 1) / stride, (x.size(3) + stride - 1) / stride};
            INDArray output = Nd4j.zeros(x.dataType(), x.size(0), channels, kept[0], kept[1]);
            NdIndexIterator indices = new NdIndexIterator('c', x.size(0), x.size(1), kept[0], kept[1]);
            while (indices.hasNext()) {
                long[] at = indices.next();
                output.putScalar(at, x.getDouble(at[0], at[1], at[2] * stride, at[3] * stride));
            }
            return output;
        };
    }

    static Function relu() {
        return (x, parameters) -> Transforms.max(x, 0, true);
    }

    static Function tanh() {
        return (x, parameters) -> Transforms.tanh(x, true);
    }

    static Function sequence(Function... functions) {
        return (x, parameters) -> {
            INDArray output = x;
            for (Function function : functions) {
                output = function.of(output, parameters);
            }
            return output;
        };
    }

    /** Outputs side by side along the axis of channels. */
    static Function concatenated(Function... paths) {
        return (x, parameters) -> Nd4j.concat(
                1, Stream.of(paths).map(path -> path.of(x, parameters)).toArray(INDArray[]::new));
    }

    /** The whole batch keeps the body, whose output is multiplied by the factor. */
    static Function kept(double factor, Function body, Function shortcut, Function activation) {
        return (x, parameters) ->
                activation.of(body.of(x, parameters).mul(factor).add(shortcut.of(x, parameters)), parameters);
    }

    /** The whole batch drops the body. */
    static Function dropped(Function shortcut, Function activation) {
        return sequence(shortcut, activation);
    }

    /** Each example keeps the body with the given probability, by its own uniform draw. */
    static Function each(double keep, double factor, Function body, Function shortcut, Function activation) {
        return (x, parameters) -> {
            INDArray sum = shortcut.of(x, parameters).dup();
            int[] kept = java.util.stream.IntStream.range(0, (int) x.size(0))
                    .filter(example -> ReplayNoise.uniform(example) < keep)
                    .toArray();
            INDArray[] slices = new INDArray[kept.length];
            for (int i = 0; i < kept.length; i++) {
                slices[i] = x.slice(kept[i]);
            }
            INDArray residual = body.of(Nd4j.stack(0, slices), parameters);
            for (int i = 0; i < kept.length; i++) {
                sum.slice(kept[i]).addi(residual.slice(i).mul(factor));
            }
            return activation.of(sum, parameters);
        };
    }
}
