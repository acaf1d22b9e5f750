package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_mul;

import io.github.dl4jregularizers.internal.backend.MultiplicativeNoise;
import io.github.dl4jregularizers.internal.backend.MultiplicativeNoise.Sharing;
import java.util.Arrays;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Multiplication by a mask that a noise layer draws. The products are computed again in the backward pass. */
final class NoiseStep implements Step, Drawing {

    private final MultiplicativeNoise layer;
    private boolean isChannelsLast;
    private Value in;
    private Operand mask;

    /** A step for a layer whose sharing is known. */
    NoiseStep(MultiplicativeNoise layer) {
        this.layer = layer;
    }

    @Override
    public long[] outputShape(long[] inputShape) {
        return inputShape.clone();
    }

    @Override
    public Value forward(Value input, Assembly assembly) {
        in = input;
        isChannelsLast = assembly.hasChannelsLast() && input.layout().rank() == 4;
        mask = assembly.externalBatch(maskLayout(assembly), null);
        return Value.computed(input.layout(), assembly, later -> product(input.read(later), later));
    }

    private Layout maskLayout(Assembly assembly) {
        if (layer.sharing() == Sharing.NONE) {
            return assembly.given(in.layout().exampleShape());
        }
        long[] shape = in.layout().shape();
        Arrays.fill(shape, layer.sharing() == Sharing.CHANNEL ? 2 : 1, shape.length, 1);
        return Layout.plain(Layout.FLOAT, shape);
    }

    private Operand product(Operand values, Assembly assembly) {
        Layout order = values.layout().as(Layout.FLOAT);
        Operand factors = mask;
        if (!order.isSame(mask.layout())) {
            factors = assembly.scratch(order);
            if (layer.sharing() == Sharing.NONE) {
                Copies.copy(mask, factors, assembly);
            } else {
                Copies.repeat(mask, factors, assembly);
            }
        }
        Operand result = assembly.scratch(values.layout());
        assembly.call(
                assembly.kernel(examples ->
                        compile(values.layout().withExamples(examples), order.withExamples(examples), assembly)),
                Argument.batch(DNNL_ARG_SRC_0, values),
                Argument.batch(DNNL_ARG_SRC_1, factors),
                Argument.batch(DNNL_ARG_DST, result));
        if (factors != mask) {
            assembly.free(factors, 1);
        }
        return result;
    }

    private static Primitive compile(Layout values, Layout factors, Assembly assembly) {
        return new Elementwise(assembly.handles()).binary(dnnl_binary_mul, values, factors, null);
    }

    @Override
    public Operand backward(Operand gradient, Assembly assembly) {
        return product(gradient, assembly);
    }

    @Override
    public Draw draw(INDArray batch, boolean training, LayerWorkspaceMgr workspaces) {
        long[] example = in.layout().exampleShape();
        long[] given = isChannelsLast ? new long[] {example[1], example[2], example[0]} : example;
        INDArray drawn = layer.draw(Layout.batch(batch.size(0), given), workspaces);
        return Draw.of(isChannelsLast ? drawn.permute(0, 3, 1, 2) : drawn);
    }

    @Override
    public void give(Draw draw, Program program, Run run) {
        program.bind(run, mask.externalIndex(), draw.mask());
    }
}
