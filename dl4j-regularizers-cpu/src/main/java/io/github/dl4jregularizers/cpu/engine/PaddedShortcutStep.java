package io.github.dl4jregularizers.cpu.engine;

/** Every so many rows and columns of the input, with channels of zeros behind its own. */
final class PaddedShortcutStep implements Step {

    private final long channels;
    private final int stride;
    private Value in;

    PaddedShortcutStep(long channels, int stride) {
        this.channels = channels;
        this.stride = stride;
    }

    @Override
    public long[] outputShape(long[] inputShape) {
        if (inputShape.length != 3 || inputShape[0] > channels) {
            throw new OneDnnException("A shortcut of " + channels + " channels got " + inputShape[0]);
        }
        return new long[] {channels, kept(inputShape[1]), kept(inputShape[2])};
    }

    @Override
    public Value forward(Value input, Assembly assembly) {
        in = input;
        Layout layout =
                assembly.maps(channels, kept(input.layout().size(2)), kept(input.layout().size(3)));
        return assembly.isTraining()
                ? Value.derived(layout, later -> Reading.own(compute(layout, later), null))
                : Value.passing(compute(layout, assembly), assembly);
    }

    private Operand compute(Layout layout, Assembly assembly) {
        Operand values = in.read(assembly);
        Operand result = assembly.scratch(layout);
        Copies.clear(result, assembly);
        Copies.copy(values, examples -> kept(examples, in.layout(), stride), result, this::first, assembly);
        return result;
    }

    @Override
    public Operand backward(Operand gradient, Assembly assembly) {
        Operand result = assembly.scratch(in.layout());
        Copies.clear(result, assembly);
        Copies.copy(gradient, this::first, result, examples -> kept(examples, in.layout(), stride), assembly);
        return result;
    }

    private long kept(long size) {
        return (size + stride - 1) / stride;
    }

    /** The first channels of the output. */
    private Layout first(int examples) {
        Layout from = in.layout();
        return part(examples, kept(from.size(2)), kept(from.size(3)), channels, 1, kept(from.size(2)) * kept(from.size(3)));
    }

    private Layout kept(int examples, Layout from, int step) {
        return part(
                examples, kept(from.size(2)), kept(from.size(3)), from.size(1), step, from.size(2) * from.size(3));
    }

    /** Rows and columns at a distance, of maps of so many channels and positions. */
    private Layout part(int examples, long rows, long columns, long ofChannels, int step, long positions) {
        long width = step == 1 && ofChannels == channels ? columns : in.layout().size(3);
        return Layout.strided(
                in.layout().type(),
                new long[] {examples, in.layout().size(1), rows, columns},
                new long[] {positions * ofChannels, 1, step * width * ofChannels, step * ofChannels});
    }
}
