package io.github.dl4jregularizers.contract;

import static io.github.dl4jregularizers.contract.LayerCase.layer;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.recurrent.RecurrentDropout;
import io.github.dl4jregularizers.recurrent.Zoneout;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.DataFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The rows of noise on recurrent states, by definition; {@code recurrent.StateNoiseTest} has PyTorch's values. */
final class StateNoiseRows {

    private static final double RATE = 0.3;
    private static final double CELL_RATE = 0.4;
    private static final String NO_REPORT = "DL4J's SimpleRnn has no memory report to pass on";

    private StateNoiseRows() {}

    static List<LayerCase> rows() {
        return List.of(dropped(), droppedLstm(), droppedBothWays(), kept(), keptLstm());
    }

    private static LayerCase dropped() {
        return row("RecurrentDropout SimpleRnn", format -> dropping(simple(format)))
                .sameAtInferenceAs(StateNoiseRows::simple)
                .reference((input, p) -> run(input, p, mask(input), null, null))
                .unlike(
                        () -> new RecurrentDropout(DropRate.of(0.31), simple(RNNFormat.NCW)),
                        () -> named(dropping(simple(RNNFormat.NCW))),
                        () -> new Zoneout(DropRate.of(RATE), simple(RNNFormat.NCW)))
                .rejects("dropRate", "given", null, () -> new RecurrentDropout(null, simple(RNNFormat.NCW)))
                .rejects("underlying layer", "given", null, () -> dropping(null))
                .rejects(
                        "layer", "an LSTM or SimpleRnn", "DenseLayer", () -> dropping(new DenseLayer.Builder().build()))
                .rejects(
                        "layer",
                        "without other noise",
                        "Zoneout",
                        () -> dropping(new Zoneout(DropRate.of(RATE), simple(RNNFormat.NCW))))
                .rejects(
                        "layer",
                        "without LayerNorm",
                        "SimpleRnn",
                        () -> dropping(
                                new SimpleRnn.Builder().hasLayerNorm(true).build()))
                .rejects(
                        "layer",
                        "without randomized ReLU",
                        "SimpleRnn",
                        () -> dropping(new SimpleRnn.Builder()
                                .activation(Activation.RRELU)
                                .build()))
                .skip(LayerProperty.MEMORY_REPORT_IS_COMPLETE, NO_REPORT);
    }

    private static LayerCase droppedLstm() {
        return row("RecurrentDropout LSTM", format -> dropping(lstm(format)))
                .sameAtInferenceAs(StateNoiseRows::lstm)
                .reference((input, p) -> run(input, p, mask(input), null, null))
                .unlike(() -> dropping(simple(RNNFormat.NCW)))
                .rejects("drop probability", "[0, 1)", 1.0, () -> new RecurrentDropout(DropRate.of(1), null));
    }

    @SuppressWarnings("deprecation") // a deprecated layer is refused
    private static LayerCase droppedBothWays() {
        return row("RecurrentDropout Bidirectional", format -> dropping(bothWays(format)))
                .sameAtInferenceAs(StateNoiseRows::bothWays)
                .reference((input, p) -> {
                    INDArray forward = run(input, direction(p, "f"), mask(input), null, null);
                    INDArray backward = run(
                            LayerReference.reversed(input),
                            direction(p, "b"),
                            draws(states(input, 2), input.size(0) * Input.SIZE, 1 - RATE)
                                    .div(1 - RATE),
                            null,
                            null);
                    return forward.add(LayerReference.reversed(backward));
                })
                .unlike(() -> dropping(simple(RNNFormat.NCW)))
                .rejects(
                        "layer",
                        "an LSTM or SimpleRnn",
                        "GravesLSTM",
                        () -> dropping(new LastTimeStep(new GravesLSTM.Builder().build())))
                .skip(LayerProperty.MEMORY_REPORT_IS_COMPLETE, NO_REPORT);
    }

    private static LayerCase kept() {
        return row("Zoneout SimpleRnn", format -> new Zoneout(DropRate.of(RATE), simple(format)))
                .reference((input, p) -> run(input, p, null, draws(states(input, 3), 0, RATE), null))
                .unlike(() -> new Zoneout(DropRate.of(0.31), simple(RNNFormat.NCW)))
                .rejects("rate", "given", null, () -> new Zoneout(null, simple(RNNFormat.NCW)))
                .rejects("cell around a SimpleRnn", "0", "DropRate(0.4)", () -> new Zoneout.Builder(
                                simple(RNNFormat.NCW))
                        .cell(DropRate.of(CELL_RATE))
                        .build())
                .skip(LayerProperty.MEMORY_REPORT_IS_COMPLETE, NO_REPORT);
    }

    private static LayerCase keptLstm() {
        return row("Zoneout LSTM", format -> keeping(format).build())
                .reference((input, p) -> {
                    long[] states = states(input, 3);
                    return run(
                            input,
                            p,
                            null,
                            draws(states, 0, RATE),
                            draws(states, states[0] * states[1] * states[2], CELL_RATE));
                })
                .unlike(
                        () -> keeping(RNNFormat.NCW).cell(DropRate.of(RATE)).build(),
                        () -> keeping(RNNFormat.NCW).hidden(DropRate.of(0)).build(),
                        () -> keeping(RNNFormat.NCW).name("other").build())
                .rejects("hidden", "given", null, () -> keeping(RNNFormat.NCW)
                        .hidden(null)
                        .build())
                .rejects("cell", "given", null, () -> keeping(RNNFormat.NCW)
                        .cell(null)
                        .build());
    }

    /** Draws are of states, which are the same in both formats. */
    private static LayerCase row(String name, Function<DataFormat, ? extends Layer> factory) {
        return layer(name, Input.RECURRENT, factory).noiseOnWeights();
    }

    private static RecurrentDropout dropping(Layer layer) {
        return new RecurrentDropout(DropRate.of(RATE), layer);
    }

    private static Zoneout.Builder keeping(DataFormat format) {
        return new Zoneout.Builder(lstm(format)).hidden(DropRate.of(RATE)).cell(DropRate.of(CELL_RATE));
    }

    private static Layer simple(DataFormat format) {
        return Input.RECURRENT.layer(format);
    }

    private static Layer lstm(DataFormat format) {
        return new LSTM.Builder()
                .dataFormat((RNNFormat) format)
                .nIn(Input.SIZE)
                .nOut(Input.SIZE)
                .activation(Activation.TANH)
                .build();
    }

    private static Layer bothWays(DataFormat format) {
        return new Bidirectional(Bidirectional.Mode.ADD, simple(format));
    }

    private static Layer named(Layer layer) {
        layer.setLayerName("other name");
        return layer;
    }

    private static Map<String, INDArray> direction(Map<String, INDArray> p, String prefix) {
        return Map.of("W", p.get(prefix + "W"), "RW", p.get(prefix + "RW"), "b", p.get(prefix + "b"));
    }

    private static long[] states(INDArray input, int rank) {
        return rank == 2
                ? new long[] {input.size(0), Input.SIZE}
                : new long[] {input.size(0), Input.SIZE, input.size(2)};
    }

    private static INDArray mask(INDArray input) {
        return draws(states(input, 2), 0, 1 - RATE).div(1 - RATE);
    }

    /** 1 at a probability, with the draws of {@link ReplayNoise} from the given one. */
    private static INDArray draws(long[] shape, long first, double probability) {
        INDArray drawn = Nd4j.create(DataType.DOUBLE, shape);
        INDArray flat = drawn.reshape(drawn.length());
        for (long i = 0; i < drawn.length(); i++) {
            flat.putScalar(i, ReplayNoise.uniform(first + i) < probability ? 1 : 0);
        }
        return drawn;
    }

    /** An Elman network or an LSTM over [batch, units, time]; null for noise that is absent. */
    static INDArray run(
            INDArray input, Map<String, INDArray> p, INDArray mask, INDArray keptHidden, INDArray keptCell) {
        INDArray output = Nd4j.create(input.dataType(), states(input, 3));
        INDArray h = Nd4j.zeros(input.dataType(), states(input, 2));
        INDArray c = h.dup();
        for (long step = 0; step < input.size(2); step++) {
            INDArray read = mask == null ? h : h.mul(mask);
            INDArray z = at(input, step)
                    .mmul(p.get("W"))
                    .add(read.mmul(p.get("RW")))
                    .addRowVector(p.get("b").reshape(1, -1));
            INDArray newCell = c;
            INDArray newOutput = Transforms.tanh(z);
            if (z.size(1) > Input.SIZE) {
                INDArray gates = Transforms.sigmoid(z);
                newCell = gate(gates, 1).mul(c).add(gate(gates, 3).mul(gate(newOutput, 0)));
                newOutput = gate(gates, 2).mul(Transforms.tanh(newCell));
            }
            h = mixed(h, newOutput, keptHidden, step);
            c = mixed(c, newCell, keptCell, step);
            at(output, step).assign(h);
        }
        return output;
    }

    private static INDArray mixed(INDArray previous, INDArray now, INDArray kept, long step) {
        return kept == null
                ? now
                : previous.mul(at(kept, step)).add(now.mul(at(kept, step).rsub(1)));
    }

    private static INDArray at(INDArray sequences, long step) {
        return sequences.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(step));
    }

    private static INDArray gate(INDArray gates, int number) {
        return gates.get(
                NDArrayIndex.all(), NDArrayIndex.interval(number * Input.SIZE, (number + 1) * (long) Input.SIZE));
    }
}
