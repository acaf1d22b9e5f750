package io.github.dl4jregularizers.examples.posterior;

import io.github.dl4jregularizers.variational.BayesianConvolution2D;
import io.github.dl4jregularizers.variational.BayesianDense;
import io.github.dl4jregularizers.variational.KlWeight;
import io.github.dl4jregularizers.variational.WeightPrior;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;

/** Replaces the convolutions and hidden dense layers of a network by Bayesian ones. */
final class BayesianLayers {

    /** Of the order of He et al.'s variance at 144 to 1024 inputs. */
    private static final WeightPrior PRIOR = WeightPrior.gaussian(0.01);

    /** A cold posterior: at temperature 1, 5,000 images are too few for 90,000 weights. */
    private static final double TEMPERATURE = 0.1;

    private final KlWeight divergence;

    BayesianLayers(KlWeight divergence) {
        this.divergence = divergence;
    }

    /** Changes the layers in place, before a network is built. */
    MultiLayerConfiguration in(MultiLayerConfiguration configuration) {
        for (NeuralNetConfiguration layer : configuration.getConfs()) {
            if (layer.getLayer().getClass() == ConvolutionLayer.class) {
                layer.setLayer(convolution((ConvolutionLayer) layer.getLayer()));
            } else if (layer.getLayer().getClass() == DenseLayer.class) {
                layer.setLayer(dense((DenseLayer) layer.getLayer()));
            }
        }
        return configuration;
    }

    private BayesianConvolution2D convolution(ConvolutionLayer plain) {
        BayesianConvolution2D layer = new BayesianConvolution2D.Builder(plain.getKernelSize())
                .stride(plain.getStride())
                .padding(plain.getPadding())
                .convolutionMode(plain.getConvolutionMode())
                .hasBias(plain.hasBias())
                .klWeight(divergence)
                .prior(PRIOR)
                .temperature(TEMPERATURE)
                .build();
        copy(plain, layer);
        return layer;
    }

    private BayesianDense dense(DenseLayer plain) {
        BayesianDense layer = new BayesianDense.Builder()
                .hasBias(plain.hasBias())
                .klWeight(divergence)
                .prior(PRIOR)
                .temperature(TEMPERATURE)
                .build();
        copy(plain, layer);
        return layer;
    }

    /** The prior takes the place of weight decay. */
    private static void copy(FeedForwardLayer from, FeedForwardLayer to) {
        to.setLayerName(from.getLayerName());
        to.setNIn(from.getNIn());
        to.setNOut(from.getNOut());
        to.setActivationFn(from.getActivationFn());
        to.setWeightInitFn(from.getWeightInitFn());
        to.setBiasInit(from.getBiasInit());
        to.setIUpdater(from.getIUpdater());
        to.setGradientNormalization(from.getGradientNormalization());
    }
}
