package io.github.dl4jregularizers.examples.network;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;

/**
 * A VGG-like network that trains in seconds. Three stages of convolution, batch normalization, ReLU and pooling (16,
 * 32, 64 channels) are followed by a dense layer of 64 units and a softmax. An image takes 2.9 million multiplications.
 *
 * <p>Paper: Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", 2015, for the
 * 3x3 convolutions and the doubling of channels after each pooling.
 */
final class SmallCnn {

    private SmallCnn() {}

    static MultiLayerNetwork build(NetworkOptions options) {
        List<Layer> layers = new ArrayList<>();
        options.layer(Place.IMAGES).ifPresent(layers::add);
        for (int channels : new int[] {16, 32, 64}) {
            layers.add(new ConvolutionLayer.Builder(3, 3)
                    .nOut(channels)
                    .hasBias(false)
                    .build());
            layers.add(new BatchNormalization.Builder().build());
            layers.add(new ActivationLayer(Activation.RELU));
            layers.add(new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                    .kernelSize(2, 2)
                    .stride(2, 2)
                    .build());
            options.layer(Place.MAPS).ifPresent(layers::add);
        }
        layers.add(
                options.dense(new DenseLayer.Builder().nOut(64).hasBias(false).build()));
        layers.add(new BatchNormalization.Builder().build());
        layers.add(options.layer(Place.ACTIVATION).orElseGet(() -> new ActivationLayer(Activation.RELU)));
        options.layer(Place.FEATURES).ifPresent(layers::add);
        layers.add(Networks.classifier(options));
        MultiLayerConfiguration configuration = Networks.defaults(options)
                .list(layers.toArray(new Layer[0]))
                .setInputType(Networks.IMAGES)
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(options.configure(configuration));
        network.init();
        return network;
    }
}
