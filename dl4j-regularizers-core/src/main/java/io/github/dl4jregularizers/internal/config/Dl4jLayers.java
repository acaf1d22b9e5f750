package io.github.dl4jregularizers.internal.config;

import static io.github.dl4jregularizers.internal.config.ParameterRole.ACTIVATION;
import static io.github.dl4jregularizers.internal.config.ParameterRole.BIAS;
import static io.github.dl4jregularizers.internal.config.ParameterRole.GAIN_SHIFT;
import static io.github.dl4jregularizers.internal.config.ParameterRole.OTHER;
import static io.github.dl4jregularizers.internal.config.ParameterRole.STATISTIC;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BasePretrainNetwork;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LearnedSelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.RecurrentAttentionLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToBatchLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPadding3DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping3D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.samediff.AbstractSameDiffLayer;
import org.deeplearning4j.nn.conf.layers.util.MaskLayer;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.conf.ocnn.OCNNOutputLayer;
import org.deeplearning4j.nn.layers.ocnn.OCNNParamInitializer;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.CenterLossParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.params.PretrainParamInitializer;

/** Table of DL4J's layer classes that differ from a matrix [inputs, outputs] with a bias and with dropout. */
final class Dl4jLayers {

    private static final String EMBEDDING =
            "a layer that uses all its weights in every batch (use EmbeddingDropout instead)";
    private static final String SAME_DIFF = "a layer that reads its weights from paramTable() (SameDiff keeps its own)";
    private static final String NOT_ALL_TRAINED =
            "a layer whose parameters are all trained by the loss, such as OutputLayer (the class centers and the"
                    + " one-class margin are estimated)";
    private static final String LOSS = "computes the loss";
    private static final String STATE = "keeps state over time";
    private static final String INDICES = "reads indices";
    private static final String SAME_DIFF_GRAPH = "runs a SameDiff graph";
    private static final String PRETRAINED = "a layer without pretraining, because pretraining skips the noise";

    /** The first row that matches the class and has an answer decides. Subclasses precede superclasses. */
    @SuppressWarnings("deprecation") // the Graves layers still load and train
    private static final List<Row> ROWS = List.of(
            row(BatchNormalization.class)
                    .roles((layer, name) -> ofBatchNormalization(name))
                    .ignoresDropout()
                    .ignoresWeightNoise(),
            row(PReLULayer.class).roles((layer, name) -> ACTIVATION).ignoresWeightNoise(),
            row(CenterLossOutputLayer.class)
                    .role(CenterLossParamInitializer.CENTER_KEY, STATISTIC)
                    .refusesWeightNoise(NOT_ALL_TRAINED),
            row(OCNNOutputLayer.class).role(OCNNParamInitializer.R_KEY, BIAS).refusesWeightNoise(NOT_ALL_TRAINED),
            row(AutoEncoder.class).role(PretrainParamInitializer.VISIBLE_BIAS_KEY, BIAS),
            row(VariationalAutoencoder.class).ignoresDropout(),
            row(BasePretrainNetwork.class).refusesWeightNoise(PRETRAINED).onlyInNetwork("can be pretrained"),
            row(ElementWiseMultiplicationLayer.class)
                    .units((name, weight) -> Dl4jUnits.elementWise(weight))
                    .ignoresWeightNoise(),
            row(EmbeddingLayer.class)
                    .onlyInNetwork(INDICES)
                    .units((name, weight) -> Units.ofMatrix(weight.transposed()))
                    .refusesWeightNoise(EMBEDDING)
                    .ignoresDropout()
                    .ignoresWeightNoise(),
            row(EmbeddingSequenceLayer.class)
                    .onlyInNetwork(INDICES)
                    .units((name, weight) -> Units.ofMatrix(weight.transposed()))
                    .refusesWeightNoise(EMBEDDING)
                    .ignoresDropout()
                    .ignoresWeightNoise(),
            row(DenseLayer.class).roles((layer, name) -> gain(((DenseLayer) layer).hasLayerNorm(), name)),
            row(SimpleRnn.class).roles((layer, name) -> gain(((SimpleRnn) layer).hasLayerNorm(), name)),
            row(GravesLSTM.class).units(Dl4jUnits::withPeepholes),
            row(GravesBidirectionalLSTM.class)
                    .units(Dl4jUnits::withPeepholes)
                    .ignoresDropout()
                    .ignoresWeightNoise(),
            row(Convolution1DLayer.class).units(Dl4jUnits::convolution1D).ignoresWeightNoise(),
            row(Deconvolution2D.class).units(Dl4jUnits::deconvolution2D),
            row(Deconvolution3D.class).units(Dl4jUnits::deconvolution3D),
            row(DepthwiseConvolution2D.class).units(Dl4jUnits::depthwise),
            row(SeparableConvolution2D.class).units(Dl4jUnits::separable),
            row(ConvolutionLayer.class).units(Dl4jUnits::convolution),
            row(LocallyConnected1D.class).units(Dl4jUnits::locallyConnected),
            row(LocallyConnected2D.class).units(Dl4jUnits::locallyConnected),
            row(LearnedSelfAttentionLayer.class).units(Dl4jUnits::learnedAttention),
            row(SelfAttentionLayer.class).units(Dl4jUnits::attention),
            row(RecurrentAttentionLayer.class).units(Dl4jUnits::attention),
            row(AttentionVertex.class).units(Dl4jUnits::attention),
            row(AbstractSameDiffLayer.class)
                    .refusesWeightNoise(SAME_DIFF)
                    .onlyInNetwork(SAME_DIFF_GRAPH)
                    .ignoresDropout(),
            row(ActivationLayer.class).ignoresDropout(),
            row(Cnn3DLossLayer.class).onlyInNetwork(LOSS).ignoresDropout(),
            row(CnnLossLayer.class).onlyInNetwork(LOSS).ignoresDropout(),
            row(Cropping1D.class).ignoresDropout(),
            row(Cropping2D.class).ignoresDropout(),
            row(Cropping3D.class).ignoresDropout(),
            row(GlobalPoolingLayer.class).ignoresDropout(),
            row(LocalResponseNormalization.class).ignoresDropout(),
            row(LossLayer.class).onlyInNetwork(LOSS).ignoresDropout(),
            row(MaskLayer.class).ignoresDropout(),
            row(RnnLossLayer.class).onlyInNetwork(LOSS).ignoresDropout(),
            row(SpaceToBatchLayer.class).ignoresDropout(),
            row(SubsamplingLayer.class).ignoresDropout(),
            row(ZeroPadding1DLayer.class).ignoresDropout(),
            row(ZeroPadding3DLayer.class).ignoresDropout(),
            row(ZeroPaddingLayer.class).ignoresDropout(),
            row(BaseOutputLayer.class).onlyInNetwork(LOSS),
            row(Yolo2OutputLayer.class).onlyInNetwork(LOSS),
            row(BaseRecurrentLayer.class).onlyInNetwork(STATE),
            row(Bidirectional.class).onlyInNetwork(STATE),
            row(BaseWrapperLayer.class).onlyInNetwork("changes how the layer inside it runs"));

    private Dl4jLayers() {}

    static Optional<ParameterRole> role(Layer layer, String parameterName) {
        return first(layer, row -> row.roleRule == null ? null : row.roleRule.of(layer, parameterName));
    }

    static Optional<Units> units(TrainingConfig config, String parameterName, ParameterShape shape) {
        return first(config, row -> row.unitRule == null ? null : row.unitRule.of(parameterName, shape));
    }

    static Optional<String> weightNoiseRefusal(Layer layer) {
        return first(layer, row -> row.weightNoiseRefusal);
    }

    static Optional<String> compositeRefusal(Layer layer) {
        return first(layer, row -> row.compositeRefusal);
    }

    static boolean isDl4j(Layer layer) {
        return layer.getClass().getName().startsWith("org.deeplearning4j.");
    }

    static boolean ignoresDropout(TrainingConfig config) {
        return first(config, row -> row.ignoresDropout ? true : null).isPresent();
    }

    static boolean ignoresWeightNoise(TrainingConfig config) {
        return first(config, row -> row.ignoresWeightNoise ? true : null).isPresent();
    }

    private static <T> Optional<T> first(TrainingConfig config, Function<Row, T> answer) {
        return ROWS.stream()
                .filter(row -> row.type.isInstance(config))
                .map(answer)
                .filter(Objects::nonNull)
                .findFirst();
    }

    private static ParameterRole gain(boolean hasLayerNorm, String name) {
        return hasLayerNorm && name.equals(DefaultParamInitializer.GAIN_KEY) ? GAIN_SHIFT : null;
    }

    private static ParameterRole ofBatchNormalization(String name) {
        switch (name) {
            case BatchNormalizationParamInitializer.GAMMA:
            case BatchNormalizationParamInitializer.BETA:
                return GAIN_SHIFT;
            case BatchNormalizationParamInitializer.GLOBAL_MEAN:
            case BatchNormalizationParamInitializer.GLOBAL_VAR:
            case BatchNormalizationParamInitializer.GLOBAL_LOG_STD:
                return STATISTIC;
            default:
                return OTHER;
        }
    }

    private static Row row(Class<?> type) {
        return new Row(type);
    }

    /** Returns the role of a parameter; null for the role that the layer's initializer implies. */
    private interface RoleRule {
        ParameterRole of(Layer layer, String name);
    }

    /** Returns the units of a weight; null if the rule does not cover it. */
    private interface UnitRule {
        Units of(String name, ParameterShape weight);
    }

    /** The rules for one class. Filled while the table is built. */
    private static final class Row {

        private final Class<?> type;
        private RoleRule roleRule;
        private UnitRule unitRule;
        private String weightNoiseRefusal;
        private String compositeRefusal;
        private boolean ignoresDropout;
        private boolean ignoresWeightNoise;

        private Row(Class<?> type) {
            this.type = type;
        }

        private Row roles(RoleRule rule) {
            roleRule = rule;
            return this;
        }

        private Row role(String parameter, ParameterRole role) {
            return roles((layer, name) -> name.equals(parameter) ? role : null);
        }

        private Row units(UnitRule rule) {
            unitRule = rule;
            return this;
        }

        private Row refusesWeightNoise(String required) {
            weightNoiseRefusal = required;
            return this;
        }

        private Row onlyInNetwork(String reason) {
            compositeRefusal = reason;
            return this;
        }

        private Row ignoresDropout() {
            ignoresDropout = true;
            return this;
        }

        private Row ignoresWeightNoise() {
            ignoresWeightNoise = true;
            return this;
        }
    }
}
