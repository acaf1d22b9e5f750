package io.github.dl4jregularizers.device;

import io.github.dl4jregularizers.ConfigurationChange;
import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.averaging.ExponentialMovingAverage;
import io.github.dl4jregularizers.constraint.MaxNorm;
import io.github.dl4jregularizers.constraint.MaxSpectralNorm;
import io.github.dl4jregularizers.dropout.DropBlock;
import io.github.dl4jregularizers.dropout.GaussianDropout;
import io.github.dl4jregularizers.dropout.LockedDropout;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.internal.config.LayerTree;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import io.github.dl4jregularizers.optimizer.AdamW;
import io.github.dl4jregularizers.optimizer.GradientClipping;
import io.github.dl4jregularizers.optimizer.SharpnessAwareMinimization;
import io.github.dl4jregularizers.penalty.GroupLasso;
import io.github.dl4jregularizers.penalty.SpectralNormPenalty;
import io.github.dl4jregularizers.residual.PaddedShortcut;
import io.github.dl4jregularizers.residual.ResidualBlock;
import io.github.dl4jregularizers.residual.StochasticDepth;
import io.github.dl4jregularizers.weightnoise.DropConnect;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.activations.Activation;

/** The networks whose accesses from the host are counted. */
final class BudgetNetworks {

    static final int SIZE = 16;
    static final int CLASSES = 10;
    /** Of ResNet-20: 19 convolutions, a dense layer, and the output. */
    static final int WEIGHTS = 21;

    private BudgetNetworks() {}

    /** The network of the README, on smaller images. */
    static MultiLayerNetwork readme() {
        MultiLayerConfiguration conf = images().layer(
                        convolution(16, 1).activation(Activation.RELU).build())
                .layer(new ResidualBlock.Builder()
                        .body(convolution(16, 1).build(), new BatchNormalization())
                        .dropRate(DropRate.of(0.2))
                        .build())
                .layer(new NoiseLayer(new DropBlock(DropRate.of(0.1), 3)))
                .layer(new DropConnect(
                        DropRate.of(0.5), new DenseLayer.Builder().nOut(64).build()))
                .layer(output())
                .setInputType(InputType.convolutional(SIZE, SIZE, 3))
                .build();
        return network(
                AdamW.builder().learningRate(1e-3).weightDecay(0.05).build().applyTo(conf));
    }

    /**
     * ResNet-20 with stochastic depth per batch and per example, DropBlock, DropConnect, a constraint and an average.
     */
    static MultiLayerNetwork resNet20() {
        return resNet20(AdamW.builder().build());
    }

    /** The same network with two penalties on each of its {@link #WEIGHTS} weight arrays. */
    static MultiLayerNetwork penalizedResNet20() {
        return resNet20(AdamW.builder().build().andThen(new GroupLasso(1e-4)).andThen(new SpectralNormPenalty(1e-2)));
    }

    /** The same network with a limit on the spectral norm of each weight array. */
    static MultiLayerNetwork constrainedResNet20() {
        MultiLayerConfiguration conf = resNet20().getLayerWiseConfigurations();
        LayerTree.of(conf).nodes().stream()
                .filter(node ->
                        node.layer().filter(FeedForwardLayer.class::isInstance).isPresent())
                .filter(node -> !(node.config() instanceof BatchNormalization))
                .forEach(node -> node.layer().get().setConstraints(List.of(limit())));
        return network(conf);
    }

    private static LayerConstraint limit() {
        LayerConstraint limit = new MaxSpectralNorm(0.5);
        limit.setParams(Set.of(DefaultParamInitializer.WEIGHT_KEY));
        return limit;
    }

    private static MultiLayerNetwork resNet20(ConfigurationChange change) {
        DropRate[] rates = StochasticDepth.linear(9, 0.5);
        ListBuilder list = images().layer(convolution(16, 1).build())
                .layer(new BatchNormalization())
                .layer(activation());
        for (int block = 0; block < rates.length; block++) {
            list.layer(block(16 << block / 3, block > 0 && block % 3 == 0, rates[block], block % 2 == 0));
        }
        MultiLayerConfiguration conf = list.layer(new NoiseLayer(new DropBlock(DropRate.of(0.1), 3)))
                .layer(new GlobalPoolingLayer(PoolingType.AVG))
                .layer(new DropConnect(
                        DropRate.of(0.2),
                        new DenseLayer.Builder()
                                .nOut(64)
                                .dropOut(new GaussianDropout(DropRate.of(0.1)))
                                .constrainWeights(new MaxNorm(3))
                                .build()))
                .layer(output())
                .setInputType(InputType.convolutional(SIZE, SIZE, 3))
                .build();
        MultiLayerNetwork network = network(change.applyTo(conf));
        network.setListeners(new ExponentialMovingAverage(0.99));
        return network;
    }

    /** The same network with sharpness-aware minimization, clipping by global norm, and an average. */
    static MultiLayerNetwork sharpResNet20() {
        MultiLayerNetwork network = resNet20();
        network.setListeners(
                new SharpnessAwareMinimization(0.05),
                GradientClipping.globalNorm(1).errorIfNonFinite(),
                new ExponentialMovingAverage(0.99));
        return network;
    }

    /** Two LSTMs with dropped recurrent weights and one mask for all time steps between them. */
    static MultiLayerNetwork lstm() {
        MultiLayerConfiguration conf = new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(new DropConnect(
                        DropRate.of(0.5), new LSTM.Builder().nOut(16).build()))
                .layer(new DropConnect(
                        DropRate.of(0.5),
                        new LSTM.Builder()
                                .nOut(16)
                                .dropOut(new LockedDropout(DropRate.of(0.3)))
                                .build()))
                .layer(new RnnOutputLayer.Builder(new LabelSmoothingLoss(0.1))
                        .nOut(CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(CLASSES, SIZE))
                .build();
        return network(AdamW.builder().build().applyTo(conf));
    }

    private static MultiLayerNetwork network(MultiLayerConfiguration conf) {
        MultiLayerNetwork network = new MultiLayerNetwork(conf);
        network.init();
        return network;
    }

    private static ListBuilder images() {
        return new NeuralNetConfiguration.Builder()
                .seed(1)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.RELU)
                .list();
    }

    private static ConvolutionLayer.Builder convolution(int channels, int stride) {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(channels)
                .stride(stride, stride)
                .hasBias(false)
                .activation(Activation.IDENTITY);
    }

    private static Layer activation() {
        return new ActivationLayer(Activation.RELU);
    }

    private static Layer block(int channels, boolean first, DropRate rate, boolean perExample) {
        int stride = first ? 2 : 1;
        ResidualBlock.Builder block = new ResidualBlock.Builder()
                .body(
                        convolution(channels, stride).build(),
                        new BatchNormalization(),
                        activation(),
                        convolution(channels, 1).build(),
                        new BatchNormalization())
                .dropRate(rate)
                .perExample(perExample)
                .activation(Activation.RELU);
        return (first ? block.shortcut(new PaddedShortcut(channels, stride)) : block).build();
    }

    private static Layer output() {
        return new OutputLayer.Builder(new LabelSmoothingLoss(0.1))
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build();
    }
}
