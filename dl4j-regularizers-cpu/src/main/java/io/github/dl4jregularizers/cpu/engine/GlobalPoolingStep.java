package io.github.dl4jregularizers.cpu.engine;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.ConvolutionMode;

/** Pooling of whole feature maps to one vector per example. */
final class GlobalPoolingStep implements Step {

    private final int algorithm;
    private PoolingStep pooling;
    private Layout maps;

    /**
     * A step.
     *
     * @param algorithm oneDNN's number of the kind of pooling
     */
    GlobalPoolingStep(int algorithm) {
        this.algorithm = algorithm;
    }

    @Override
    public long[] outputShape(long[] inputShape) {
        if (inputShape.length != 3) {
            throw new OneDnnException("Global pooling cannot take " + Arrays.toString(inputShape));
        }
        return new long[] {inputShape[0]};
    }

    @Override
    public Value forward(Value input, Assembly assembly) {
        int[] kernel = {(int) input.layout().size(2), (int) input.layout().size(3)};
        int[] one = {1, 1};
        pooling = new PoolingStep(algorithm, new Window(kernel, one, new int[2], one, ConvolutionMode.Truncate));
        Value pooled = pooling.forward(input, assembly);
        maps = pooled.layout();
        Operand vectors = pooled.read(assembly).as(assembly.own(maps.size(0), maps.size(1)));
        return assembly.isTraining() ? Value.stored(vectors) : Value.passing(vectors, assembly);
    }

    @Override
    public Operand backward(Operand gradient, Assembly assembly) {
        return pooling.backward(gradient.as(maps), assembly);
    }
}
