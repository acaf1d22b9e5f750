package io.github.dl4jregularizers.audit;

import static io.github.dl4jregularizers.audit.Stacks.FLAT;
import static io.github.dl4jregularizers.audit.Stacks.SEQUENCE;
import static io.github.dl4jregularizers.audit.Stacks.dense;
import static io.github.dl4jregularizers.audit.Stacks.output;
import static io.github.dl4jregularizers.audit.Stacks.rnnOutput;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.attention.SelfAttentionWithDropout;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import io.github.dl4jregularizers.residual.ResidualBlock;
import io.github.dl4jregularizers.weightnoise.DropConnect;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.BaseConstraint;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.constraint.MinMaxNormConstraint;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;

/** Cases of the rules on what a layer does by itself, and on constraints. */
final class LayerCases {

    private LayerCases() {}

    static List<RuleCase> cases() {
        return List.of(
                RuleCase.of(
                        "attention-gradient",
                        "SelfAttentionLayer",
                        () -> Stacks.of(
                                SEQUENCE,
                                new SelfAttentionLayer.Builder()
                                        .nOut(4)
                                        .nHeads(2)
                                        .projectInput(true)
                                        .build()),
                        () -> Stacks.of(
                                SEQUENCE,
                                new SelfAttentionWithDropout.Builder()
                                        .nOut(4)
                                        .nHeads(2)
                                        .projectInput(true)
                                        .dropRate(DropRate.of(0))
                                        .build())),
                RuleCase.of(
                        "clipped-batch-norm",
                        "set globally",
                        () -> Stacks.of(
                                net -> net.gradientNormalization(GradientNormalization.ClipL2PerLayer),
                                FLAT,
                                dense().build(),
                                new BatchNormalization(),
                                output().build()),
                        () -> Stacks.of(
                                net -> net.gradientNormalization(GradientNormalization.ClipL2PerLayer),
                                FLAT,
                                new BatchNormalization.Builder()
                                        .gradientNormalization(GradientNormalization.None)
                                        .build(),
                                output().build())),
                RuleCase.of(
                        "locked-gamma-beta",
                        "gamma 2",
                        () -> Stacks.of(FLAT, new BatchNormalization.Builder(2, 0, true).build()),
                        () -> Stacks.of(FLAT, new BatchNormalization.Builder(1, 0, true).build())),
                RuleCase.of(
                        "min-max-norm-rate",
                        "rate 0.5",
                        () -> Stacks.of(
                                FLAT,
                                dense().constrainWeights(new MinMaxNormConstraint(1, 2, 0.5, 1))
                                        .build()),
                        () -> Stacks.of(
                                FLAT,
                                dense().constrainWeights(new MinMaxNormConstraint(1, 2, 1, 1))
                                        .build())),
                RuleCase.of(
                        "bidirectional-wrapper",
                        "LastTimeStep",
                        () -> Stacks.of(SEQUENCE, new Bidirectional(new LastTimeStep(lstm()))),
                        () -> Stacks.of(SEQUENCE, new LastTimeStep(new Bidirectional(lstm())))),
                RuleCase.of(
                        "attention-gradient",
                        "AttentionVertex",
                        () -> graph(new AttentionVertex.Builder()
                                .nInKeys(3)
                                .nInQueries(3)
                                .nInValues(3)
                                .nOut(4)
                                .nHeads(2)
                                .projectInput(true)
                                .build()),
                        () -> graph(new ScaleVertex(2))),
                RuleCase.of(
                        "attention-vertex-clone",
                        "any",
                        () -> graph(new AttentionVertex.Builder()
                                .nInKeys(3)
                                .nInQueries(3)
                                .nInValues(3)
                                .nOut(4)
                                .nHeads(2)
                                .projectInput(true)
                                .build()),
                        () -> graph(new ScaleVertex(2))),
                RuleCase.of(
                        "image-loss-score",
                        "CnnLossLayer, NHWC",
                        () -> Stacks.of(
                                InputType.convolutional(4, 4, 2, CNN2DFormat.NHWC),
                                new CnnLossLayer.Builder()
                                        .activation(Activation.SOFTMAX)
                                        .build()),
                        () -> Stacks.of(
                                InputType.convolutional(4, 4, 2, CNN2DFormat.NCHW),
                                new CnnLossLayer.Builder()
                                        .activation(Activation.SOFTMAX)
                                        .build())),
                RuleCase.of(
                        "constraint-twice",
                        "halving",
                        () -> Stacks.of(
                                FLAT, dense().constrainWeights(new Halving()).build()),
                        () -> Stacks.of(
                                FLAT,
                                dense().constrainWeights(new MaxNormConstraint(1, 1))
                                        .build())),
                RuleCase.of(
                        "loss-activation",
                        "sigmoid",
                        () -> Stacks.of(
                                FLAT,
                                output().lossFunction(new LabelSmoothingLoss(0.1))
                                        .activation(Activation.SIGMOID)
                                        .build()),
                        () -> Stacks.of(
                                FLAT,
                                output().lossFunction(new LabelSmoothingLoss(0.1))
                                        .build())),
                RuleCase.of(
                        "stacked-regularizers",
                        "dropout, smoothing and decay",
                        () -> stacked(0.5, 0.3),
                        () -> stacked(0.8, 0.3)),
                RuleCase.of(
                        "stacked-regularizers",
                        "DropConnect, blocks and L2",
                        () -> Stacks.of(
                                FLAT,
                                new ResidualBlock.Builder()
                                        .body(dense().nOut(3).l2(0.01).build())
                                        .dropRate(DropRate.of(0.5))
                                        .build(),
                                new DropConnect(DropRate.of(0.5), dense().build())),
                        () -> stacked(0.5, 0.1)),
                RuleCase.of(
                        "small-network-dropout",
                        "12 parameters",
                        () -> Stacks.of(FLAT, dense().nOut(3).dropOut(0.5).build()),
                        () -> Stacks.of(FLAT, dense().dropOut(0.5).build())));
    }

    /** Not a projection. */
    public static final class Halving extends BaseConstraint {
        private static final long serialVersionUID = 1;

        @Override
        public void apply(INDArray parameter) {
            parameter.divi(2);
        }

        @Override
        public Halving clone() {
            Halving copy = new Halving();
            copy.setParams(getParams());
            return copy;
        }
    }

    private static MultiLayerConfiguration stacked(double retain, double smoothing) {
        return Stacks.of(
                FLAT,
                dense().weightDecay(0.1).build(),
                output().dropOut(retain)
                        .lossFunction(new LabelSmoothingLoss(smoothing))
                        .build());
    }

    private static ComputationGraphConfiguration graph(GraphVertex vertex) {
        String[] inputs = vertex instanceof AttentionVertex ? new String[] {"in", "in", "in"} : new String[] {"in"};
        return new NeuralNetConfiguration.Builder()
                .updater(new Sgd(0.1))
                .graphBuilder()
                .addInputs("in")
                .addVertex("vertex", vertex, inputs)
                .addLayer("out", rnnOutput().build(), "vertex")
                .setOutputs("out")
                .setInputTypes(SEQUENCE)
                .build();
    }

    /** With all settings that DL4J does not pass to a layer in a wrapper in a Bidirectional. */
    private static LSTM lstm() {
        return new LSTM.Builder()
                .nOut(4)
                .updater(new Sgd(0.1))
                .weightInit(WeightInit.XAVIER)
                .build();
    }
}
