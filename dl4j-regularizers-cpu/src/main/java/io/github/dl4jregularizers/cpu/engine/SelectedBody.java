package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_mul;

import io.github.dl4jregularizers.internal.backend.BlockLayer;
import java.util.Arrays;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The body of a residual block that is computed for selected examples, with a factor that each pass has. The selected
 * examples lie at the front of each chunk.
 */
final class SelectedBody implements Drawing {

    private final BlockLayer block;
    private final Chain chain;
    private final int selection;
    private final boolean isPerExample;
    private Layout layout;

    /**
     * A body.
     *
     * @param selection number of the selection
     */
    SelectedBody(BlockLayer block, Chain chain, int selection) {
        this.block = block;
        this.chain = chain;
        this.selection = selection;
        isPerExample = block.isPerExample();
    }

    @Override
    public Draw draw(INDArray batch, boolean training, LayerWorkspaceMgr workspaces) {
        return Draw.of(block.draw(batch, training, workspaces));
    }

    @Override
    public void give(Draw draw, Program program, Run run) {
        run.select(selection, draw.body().kept(), draw.body().factor());
    }

    Chain chain() {
        return chain;
    }

    int selection() {
        return selection;
    }

    /** The body's output times the factor, in scratch. */
    Operand forward(Value input, Assembly assembly) {
        Value part = Value.derived(input.layout(), selection, later -> {
            Operand values = input.read(later);
            return isPerExample ? Reading.own(gathered(values, later), null) : Reading.of(values);
        });
        return assembly.select(selection, () -> {
            Value output = chain.forward(part, assembly);
            layout = output.layout();
            Operand scaled = scaled(output.read(assembly), assembly);
            if (!assembly.isTraining()) {
                assembly.forget(part);
                assembly.forget(output);
            }
            return scaled;
        });
    }

    /** The gradient with respect to the selected examples of the input. */
    Operand backward(Operand gradient, Assembly assembly) {
        return assembly.select(selection, () -> {
            Operand part = isPerExample ? gathered(gradient, assembly) : gradient;
            Operand scaled = scaled(part, assembly);
            if (part != gradient) {
                assembly.free(part, 1);
            }
            Operand ofInput = chain.backward(scaled, assembly);
            assembly.free(scaled, 1);
            return ofInput;
        });
    }

    private static Operand gathered(Operand values, Assembly assembly) {
        Operand part = assembly.scratch(values.layout());
        Copies.gather(values, part, assembly);
        return part;
    }

    private Operand scaled(Operand values, Assembly assembly) {
        long[] one = new long[layout.rank()];
        Arrays.fill(one, 1);
        Operand factor = assembly.prepared(Layout.plain(Layout.FLOAT, one));
        assembly.stages().prepare((run, worker) -> worker.floats()
                .write(factor.address(run, worker, 0), new float[] {run.factor(selection)}));
        Operand scaled = assembly.scratch(layout);
        Elementwise compiler = new Elementwise(assembly.handles());
        assembly.call(
                assembly.kernel(examples ->
                        compiler.binary(dnnl_binary_mul, layout.withExamples(examples), factor.layout(), null)),
                Argument.batch(DNNL_ARG_SRC_0, values),
                Argument.fixed(DNNL_ARG_SRC_1, factor),
                Argument.batch(DNNL_ARG_DST, scaled));
        return scaled;
    }
}
