package io.github.dl4jregularizers.spark;

import io.github.dl4jregularizers.ConfigurationChange;
import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.attention.SelfAttentionWithDropout;
import io.github.dl4jregularizers.augment.ManifoldMixUp;
import io.github.dl4jregularizers.constraint.MaxNorm;
import io.github.dl4jregularizers.constraint.MaxSpectralNorm;
import io.github.dl4jregularizers.dropout.AdaptiveDropout;
import io.github.dl4jregularizers.dropout.BetaDropout;
import io.github.dl4jregularizers.dropout.DropBlock;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.dropout.GaussianDropout;
import io.github.dl4jregularizers.dropout.GaussianNoise;
import io.github.dl4jregularizers.dropout.LockedDropout;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.dropout.SpatialDropout;
import io.github.dl4jregularizers.dropout.UniformDropout;
import io.github.dl4jregularizers.optimizer.AdamW;
import io.github.dl4jregularizers.optimizer.SgdW;
import io.github.dl4jregularizers.penalty.ActivityRegularization;
import io.github.dl4jregularizers.penalty.ElasticNet;
import io.github.dl4jregularizers.penalty.GroupLasso;
import io.github.dl4jregularizers.penalty.L2StartingPoint;
import io.github.dl4jregularizers.penalty.SoftOrthogonality;
import io.github.dl4jregularizers.penalty.SpectralNormPenalty;
import io.github.dl4jregularizers.recurrent.RecurrentDropout;
import io.github.dl4jregularizers.recurrent.Zoneout;
import io.github.dl4jregularizers.residual.ConcatenationBlock;
import io.github.dl4jregularizers.residual.DropPathVertex;
import io.github.dl4jregularizers.residual.LayerSequence;
import io.github.dl4jregularizers.residual.PaddedShortcut;
import io.github.dl4jregularizers.residual.ResidualBlock;
import io.github.dl4jregularizers.variational.BayesianConvolution2D;
import io.github.dl4jregularizers.variational.BayesianDense;
import io.github.dl4jregularizers.variational.BayesianLSTM;
import io.github.dl4jregularizers.variational.BayesianSimpleRnn;
import io.github.dl4jregularizers.variational.KlWeight;
import io.github.dl4jregularizers.variational.L0Gates;
import io.github.dl4jregularizers.variational.LearnedGaussianDropout;
import io.github.dl4jregularizers.variational.VariationalConvolution2D;
import io.github.dl4jregularizers.variational.VariationalDense;
import io.github.dl4jregularizers.weightnoise.DropConnect;
import io.github.dl4jregularizers.weightnoise.EmbeddingDropout;
import io.github.dl4jregularizers.weightnoise.GaussianWeightNoise;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** One small network per configuration class that acts in training. */
final class EveryClass {

    private static final KlWeight KL = KlWeight.forTrainingExamples(100);
    private static final InputType NUMBERS = InputType.feedForward(5);
    private static final InputType IMAGE = InputType.convolutional(6, 6, 1);
    private static final InputType SEQUENCE = InputType.recurrent(3, 4);

    private final Map<Class<?>, Supplier<Model>> networks = new LinkedHashMap<>();
    private final Map<Class<?>, long[]> shapes = new LinkedHashMap<>();

    private EveryClass() {
        noise();
        layers();
        LossNetworks.addTo((type, network) -> put(type, new long[] {5}, network));
        changes();
        put(DropPathVertex.class, new long[] {5}, Networks.families().get("drop path"));
    }

    static EveryClass table() {
        return new EveryClass();
    }

    Map<Class<?>, Supplier<Model>> networks() {
        return networks;
    }

    long[] exampleShape(Class<?> type) {
        return shapes.get(type);
    }

    private void put(Class<?> type, long[] shape, Supplier<Model> network) {
        networks.put(type, network);
        shapes.put(type, shape);
    }

    private void put(InputType input, Class<?> type, Supplier<Layer[]> layers) {
        put(
                type,
                shape(input),
                () -> Networks.network(
                        Networks.configuration(input, new LossMCXENT(), layers.get()), Networks.adamW()));
    }

    private static long[] shape(InputType input) {
        if (input == IMAGE) {
            return new long[] {1, 6, 6};
        }
        return input == SEQUENCE ? new long[] {3, 4} : new long[] {5};
    }

    private void noise() {
        noise(new Dropout(Networks.RATE));
        noise(new GaussianDropout(Networks.RATE));
        noise(new UniformDropout(Networks.RATE));
        noise(new BetaDropout(DropRate.of(0.2)));
        noise(new GaussianNoise(0.3));
        put(SEQUENCE, LockedDropout.class, () -> Networks.pooled(new NoiseLayer(new LockedDropout(Networks.RATE))));
        put(
                IMAGE,
                SpatialDropout.class,
                () -> Networks.pooled(Networks.convolution(), new NoiseLayer(new SpatialDropout(Networks.RATE))));
        put(
                IMAGE,
                DropBlock.class,
                () -> Networks.pooled(Networks.convolution(), new NoiseLayer(new DropBlock(Networks.RATE, 2))));
        put(NUMBERS, NoiseLayer.class, () -> layers(new NoiseLayer(new Dropout(Networks.RATE)), Networks.dense()));
        put(NUMBERS, AdaptiveDropout.class, () -> layers(Networks.dense(), new AdaptiveDropout.Builder().build()));
    }

    private void noise(IDropout dropout) {
        put(NUMBERS, dropout.getClass(), () -> layers(Networks.dense(), new NoiseLayer(dropout.clone())));
    }

    private static Layer recurrent() {
        return new LSTM.Builder().nOut(4).build();
    }

    private void layers() {
        put(NUMBERS, DropConnect.class, () -> layers(new DropConnect(Networks.RATE, Networks.dense())));
        put(SEQUENCE, RecurrentDropout.class, () -> Networks.pooled(new RecurrentDropout(Networks.RATE, recurrent())));
        put(SEQUENCE, Zoneout.class, () -> Networks.pooled(new Zoneout(Networks.RATE, recurrent())));
        put(NUMBERS, GaussianWeightNoise.class, () -> layers(new GaussianWeightNoise(0.2, Networks.dense())));
        put(NUMBERS, ResidualBlock.class, () -> layers(Networks.residual(Networks.dense())));
        put(
                NUMBERS,
                ConcatenationBlock.class,
                () -> layers(new ConcatenationBlock.Builder()
                        .skip()
                        .path(Networks.dense())
                        .build()));
        put(NUMBERS, LayerSequence.class, () -> layers(new LayerSequence(Networks.dense(), Networks.dense())));
        put(IMAGE, PaddedShortcut.class, () -> Networks.pooled(Networks.convolution(), new PaddedShortcut(4, 2)));
        put(
                NUMBERS,
                VariationalDense.class,
                () -> layers(new VariationalDense.Builder().nOut(5).klWeight(KL).build()));
        put(
                IMAGE,
                VariationalConvolution2D.class,
                () -> Networks.pooled(new VariationalConvolution2D.Builder(3, 3)
                        .nOut(2)
                        .klWeight(KL)
                        .build()));
        put(
                NUMBERS,
                BayesianDense.class,
                () -> layers(new BayesianDense.Builder().nOut(5).klWeight(KL).build()));
        put(
                IMAGE,
                BayesianConvolution2D.class,
                () -> Networks.pooled(new BayesianConvolution2D.Builder(3, 3)
                        .nOut(2)
                        .klWeight(KL)
                        .build()));
        put(
                SEQUENCE,
                BayesianLSTM.class,
                () -> Networks.pooled(
                        new BayesianLSTM.Builder().nOut(4).klWeight(KL).build()));
        put(
                SEQUENCE,
                BayesianSimpleRnn.class,
                () -> Networks.pooled(
                        new BayesianSimpleRnn.Builder().nOut(4).klWeight(KL).build()));
        put(
                NUMBERS,
                ActivityRegularization.class,
                () -> layers(
                        Networks.dense(),
                        new ActivityRegularization.Builder().squared(0.1).build()));
        put(
                NUMBERS,
                LearnedGaussianDropout.class,
                () -> layers(
                        Networks.dense(),
                        new LearnedGaussianDropout.Builder().klWeight(KL).build()));
        put(
                NUMBERS,
                L0Gates.class,
                () -> layers(
                        Networks.dense(), new L0Gates.Builder().lambda(0.01).build()));
        put(
                SEQUENCE,
                SelfAttentionWithDropout.class,
                () -> Networks.pooled(new SelfAttentionWithDropout.Builder()
                        .nOut(4)
                        .nHeads(2)
                        .headSize(2)
                        .projectInput(true)
                        .dropRate(Networks.RATE)
                        .build()));
        put(
                EmbeddingDropout.class,
                new long[0],
                () -> Networks.network(
                        Networks.configuration(
                                InputType.feedForward(5),
                                new LossMCXENT(),
                                new EmbeddingDropout(
                                        Networks.RATE,
                                        new EmbeddingLayer.Builder()
                                                .nIn(5)
                                                .nOut(4)
                                                .build())),
                        Networks.adamW()));
    }

    private void changes() {
        change(new ElasticNet(0.01, 0.01));
        change(new GroupLasso(0.01));
        change(new ManifoldMixUp(2, 1));
        change(new SoftOrthogonality(0.01));
        change(new SpectralNormPenalty(0.01));
        change(L2StartingPoint.of(changed(Networks.adamW(), Networks.dense()), 0.1));
        put(
                SgdW.class,
                new long[] {5},
                () -> changed(SgdW.builder().learningRate(0.05).build(), Networks.dense()));
        put(AdamW.class, new long[] {5}, () -> changed(Networks.adamW(), Networks.dense()));
        constraint(new MaxNorm(0.5));
        constraint(new MaxSpectralNorm(0.5));
    }

    private void change(ConfigurationChange change) {
        put(change.getClass(), new long[] {5}, () -> changed(Networks.adamW().andThen(change), Networks.dense()));
    }

    private void constraint(LayerConstraint constraint) {
        put(
                constraint.getClass(),
                new long[] {5},
                () -> changed(
                        Networks.adamW(),
                        new DenseLayer.Builder()
                                .nOut(5)
                                .constrainWeights(constraint)
                                .build()));
    }

    private static MultiLayerNetwork changed(ConfigurationChange change, Layer layer) {
        return Networks.network(
                Networks.configuration(NUMBERS, new LossMCXENT(), layer, new NoiseLayer(new Dropout(Networks.RATE))),
                change);
    }

    private static Layer[] layers(Layer... layers) {
        return layers;
    }
}
