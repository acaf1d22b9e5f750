package io.github.dl4jregularizers.weightnoise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.DropRate;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;

/** Constructors and builders of the same layer, and names. */
class BuilderTest {

    private static final DropRate RATE = DropRate.of(0.3);

    private static Layer dense() {
        return new DenseLayer.Builder().nIn(4).nOut(4).name("inner").build();
    }

    private static Layer embedding() {
        return new EmbeddingLayer.Builder().nIn(5).nOut(4).name("inner").build();
    }

    @Test
    void constructorAndBuilderMakeEqualLayers() {
        assertThat(new DropConnect.Builder(dense()).dropRate(RATE).build())
                .isEqualTo(new DropConnect(RATE, dense()))
                .isEqualTo(DropConnect.builder(dense()).dropRate(RATE).build());
        assertThat(new GaussianWeightNoise.Builder(dense())
                        .standardDeviation(0.2)
                        .build())
                .isEqualTo(new GaussianWeightNoise(0.2, dense()));
        assertThat(new EmbeddingDropout.Builder(embedding()).dropRate(RATE).build())
                .isEqualTo(new EmbeddingDropout(RATE, embedding()));
    }

    @Test
    void namesAreTheUnderlyingLayersUnlessSet() {
        assertThat(new DropConnect(RATE, dense()).getLayerName()).isEqualTo("inner");
        assertThat(new EmbeddingDropout(RATE, embedding()).getLayerName()).isEqualTo("inner");
        Layer dropped =
                new DropConnect.Builder(dense()).dropRate(RATE).name("dropped").build();
        Layer noisy = new GaussianWeightNoise.Builder(dense())
                .standardDeviation(0.2)
                .name("noisy")
                .build();
        Layer words = new EmbeddingDropout.Builder(embedding())
                .dropRate(RATE)
                .name("words")
                .build();
        MultiLayerNetwork network = SmallNetworks.network(words, dropped, noisy, SmallNetworks.output());
        assertThat(network.getLayerNames()).startsWith("words", "dropped", "noisy");
        MultiLayerConfiguration restored = MultiLayerConfiguration.fromJson(
                network.getLayerWiseConfigurations().toJson());
        assertThat(restored.getConf(0).getLayer().getLayerName()).isEqualTo("words");
        assertThat(restored.getConf(1).getLayer().getLayerName()).isEqualTo("dropped");
    }

    @Test
    void refusesMissingParts() {
        assertThatThrownBy(() -> new EmbeddingDropout.Builder(embedding()).build())
                .hasMessageContaining("dropRate must be given");
        assertThatThrownBy(
                        () -> new EmbeddingDropout.Builder(null).dropRate(RATE).build())
                .hasMessageContaining("underlying must be given");
        assertThatThrownBy(() -> new EmbeddingDropout.Builder(embedding()).name(null))
                .hasMessageContaining("name must be given");
        assertThatThrownBy(() -> new DropConnect.Builder(dense()).name(null))
                .hasMessageContaining("name must be given");
        assertThatThrownBy(() -> new DropConnect.Builder(dense()).build())
                .hasMessageContaining("dropRate must be given");
    }
}
