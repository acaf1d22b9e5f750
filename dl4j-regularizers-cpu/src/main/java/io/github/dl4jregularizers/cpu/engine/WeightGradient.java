package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_diff_weights_md;

import java.util.ArrayList;
import java.util.List;

/**
 * The gradient with respect to weights and bias. Each chunk of the batch gives its own, and they are summed up. Where
 * the weights are larger than the feature maps of a chunk, that moves too much memory. The maps are kept then, and a
 * few parts of the batch give one gradient each, beside the chunks of the stage that follows.
 */
final class WeightGradient {

    private final WeightedOperation operation;
    private final Weights weights;
    private final Layout in;
    private final Layout out;
    private final Kernel forward;

    /**
     * For one layer.
     *
     * @param in input of a full chunk
     * @param out output of a full chunk
     * @param forward the forward pass of a chunk
     */
    WeightGradient(WeightedOperation operation, Weights weights, Layout in, Layout out, Kernel forward) {
        this.operation = operation;
        this.weights = weights;
        this.in = in;
        this.out = out;
        this.forward = forward;
    }

    /**
     * Adds the work.
     *
     * @param source values of the input
     * @param gradient gradient with respect to the output
     */
    void add(Operand source, Operand gradient, Assembly assembly) {
        boolean isLarge = 2 * weights.bytes() >= in.bytes() + out.bytes();
        if (isLarge && assembly.selection() == Run.ALL) {
            addParts(source, gradient, assembly);
        } else {
            addChunks(source, gradient, assembly);
        }
    }

    private void addChunks(Operand source, Operand gradient, Assembly assembly) {
        Layout any = Layout.any(Layout.FLOAT, weights.shape());
        Kernel kernel = assembly.kernel(examples -> compile(examples, any, forward, assembly.handles()));
        Share chunks = Share.perChunk(assembly);
        Operand ofWeights = assembly.perPart(kernel.full().layout(dnnl_query_diff_weights_md), chunks.parts());
        Operand ofBias = weights.hasBias() ? assembly.perPart(weights.biasLayout(), chunks.parts()) : null;
        assembly.call(kernel, arguments(source, gradient, ofWeights, ofBias));
        weights.collect(ofWeights, ofBias, chunks, 1, assembly);
    }

    private void addParts(Operand source, Operand gradient, Assembly assembly) {
        Share share = Share.of((assembly.threads() + 1) / 2, assembly);
        boolean isWhole = share.parts() == 1;
        int most = assembly.chunk() * share.firstChunk(1);
        Layout own = weights.gradientLayout();
        boolean isProduct =
                operation.isPointwise() && !weights.isGrouped() && !weights.hasBias() && weights.hasPlainGradient();
        Kernel kernel = isProduct ? PositionProducts.kernel(most, in, out, assembly) : kernelOfParts(most, assembly);
        Layout given = isProduct ? own : kernel.full().layout(dnnl_query_diff_weights_md);
        boolean isInPlace = isWhole && given.isSame(own);
        Operand ofWeights = isInPlace ? weights.gradient(assembly) : assembly.perPart(given, share.parts());
        Operand ofBias = !weights.hasBias()
                ? null
                : isWhole ? weights.biasGradient(assembly) : assembly.perPart(weights.biasLayout(), share.parts());
        Operand allSource = source.isWorker() ? Copies.kept(source, 2, assembly) : source;
        Operand allGradient = gradient.isExternal() ? gradient : Copies.kept(gradient, 2, assembly);
        Operand partSource = allSource.as(in.withExamples(most));
        Operand partGradient = allGradient.as(gradient.layout().withExamples(most));
        for (int i = 0; i < share.parts(); i++) {
            int part = i;
            Argument[] arguments = isProduct
                    ? PositionProducts.arguments(partSource, partGradient, ofWeights.part(part))
                    : arguments(
                            partSource, partGradient, ofWeights.part(part), ofBias == null ? null : ofBias.part(part));
            Call call = assembly.bind(kernel, arguments);
            assembly.stages().aheadOfNext((run, worker) -> {
                int examples = share.examples(run, part);
                if (examples > 0) {
                    call.run(run, worker, share.firstChunk(part), examples);
                }
            });
        }
        weights.collect(isInPlace ? null : ofWeights, isWhole ? null : ofBias, share, 2, assembly);
    }

    private Kernel kernelOfParts(int most, Assembly assembly) {
        Layout any = Layout.any(assembly.type(), weights.shape());
        Kernel larger = new Kernel(
                most,
                examples -> operation.forward(
                        true,
                        in.withExamples(examples),
                        any,
                        weights.biasLayout(),
                        out.withExamples(examples),
                        null,
                        assembly.handles()));
        Layout order =
                operation.isFastInPlainOrder() ? weights.gradientLayout() : Layout.any(Layout.FLOAT, weights.shape());
        return assembly.kernel(most, examples -> compile(examples, order, larger, assembly.handles()));
    }

    private Primitive compile(int examples, Layout order, Kernel pass, Handles handles) {
        return operation.backwardWeights(
                in.withExamples(examples),
                order,
                weights.biasLayout(),
                out.withExamples(examples),
                pass.of(examples),
                handles);
    }

    private static Argument[] arguments(Operand source, Operand gradient, Operand ofWeights, Operand ofBias) {
        List<Argument> arguments = new ArrayList<>();
        arguments.add(Argument.batch(DNNL_ARG_SRC, source));
        arguments.add(Argument.batch(DNNL_ARG_DIFF_DST, gradient));
        arguments.add(Argument.fixed(DNNL_ARG_DIFF_WEIGHTS, ofWeights));
        if (ofBias != null) {
            arguments.add(Argument.fixed(DNNL_ARG_DIFF_BIAS, ofBias));
        }
        return arguments.toArray(new Argument[0]);
    }
}
