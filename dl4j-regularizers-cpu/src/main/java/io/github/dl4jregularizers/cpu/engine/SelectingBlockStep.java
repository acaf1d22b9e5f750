package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

import io.github.dl4jregularizers.cpu.engine.Operand.Place;

/** A residual block with stochastic depth: other examples than the selected ones pass the shortcut only. */
final class SelectingBlockStep implements Step {

    private final SelectedBody body;
    private final Chain shortcut;
    private final boolean rectified;
    private Value out;

    /**
     * A block.
     *
     * @param shortcut null for the identity
     */
    SelectingBlockStep(SelectedBody body, Chain shortcut, boolean rectified) {
        this.body = body;
        this.shortcut = shortcut;
        this.rectified = rectified;
    }

    @Override
    public long[] outputShape(long[] inputShape) {
        return BlockStep.outputShape(body.chain(), shortcut, inputShape);
    }

    @Override
    public long largest(long[] inputShape) {
        return BlockStep.largest(body.chain(), shortcut, inputShape);
    }

    @Override
    public Value forward(Value input, Assembly assembly) {
        Value skip = shortcut == null ? input : shortcut.forward(input, assembly);
        Operand residual = body.forward(input, assembly);
        Layout layout = residual.layout();
        Operand result = assembly.isTraining() ? assembly.stored(layout) : assembly.scratch(layout);
        merge(skip.read(assembly), residual, result, rectified, assembly);
        assembly.free(residual, 1);
        if (!assembly.isTraining() && skip != input) {
            assembly.forget(skip);
        }
        out = assembly.isTraining() ? Value.stored(result) : Value.passing(result, assembly);
        return out;
    }

    @Override
    public Operand backward(Operand gradient, Assembly assembly) {
        Operand delta = BlockStep.beforeSum(out, gradient, rectified, assembly);
        Operand ofSkip = shortcut != null && shortcut.isBarrier() ? BlockStep.kept(shortcut, delta, assembly) : null;
        Operand ofBody = body.backward(delta, assembly);
        if (shortcut != null && ofSkip == null) {
            ofSkip = shortcut.backward(delta, assembly);
        }
        Operand sum = assembly.scratch(ofBody.layout());
        merge(shortcut == null ? delta : ofSkip, ofBody, sum, false, assembly);
        assembly.free(ofBody, 1);
        assembly.free(delta, 1);
        if (ofSkip != null) {
            assembly.free(ofSkip, 1);
        }
        return sum;
    }

    @Override
    public boolean isBarrier() {
        return body.chain().isBarrier() || shortcut != null && shortcut.isBarrier();
    }

    /** Adds the selected examples' part to the batch. */
    private void merge(Operand batch, Operand part, Operand result, boolean withRelu, Assembly assembly) {
        Layout layout = batch.layout();
        Elementwise compiler = new Elementwise(assembly.handles());
        Task alone = assembly.bind(
                assembly.kernel(examples -> withRelu
                        ? compiler.forward(Eltwise.RELU, layout.withExamples(examples))
                        : Primitive.reorder(
                                layout.withExamples(examples),
                                layout.withExamples(examples),
                                null,
                                assembly.handles())),
                Argument.batch(DNNL_ARG_SRC, batch),
                Argument.batch(DNNL_ARG_DST, result));
        Task both = assembly.bind(
                assembly.kernel(examples -> BlockStep.sum(layout.withExamples(examples), withRelu, assembly)),
                Argument.batch(DNNL_ARG_SRC_0, batch),
                Argument.batch(DNNL_ARG_SRC_1, part),
                Argument.batch(DNNL_ARG_DST, result));
        Task one = assembly.bind(
                assembly.kernel(BlockStep.sum(layout.withExamples(1), withRelu, assembly)),
                Argument.fixed(DNNL_ARG_SRC_0, batch.example(Place.IN_CHUNK)),
                Argument.fixed(DNNL_ARG_SRC_1, part.example(Place.IN_SELECTION)),
                Argument.fixed(DNNL_ARG_DST, result.example(Place.IN_CHUNK)));
        int selection = body.selection();
        assembly.task((run, worker, chunk, examples) -> {
            int selected = run.examples(selection, chunk);
            if (selected == examples) {
                both.run(run, worker, chunk, examples);
                return;
            }
            alone.run(run, worker, chunk, examples);
            for (int i = 0; i < selected; i++) {
                worker.moveTo(run.position(selection, chunk, i), i);
                one.run(run, worker, chunk, 0);
            }
        });
    }
}
