package io.github.dl4jregularizers.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Sgd;

class SettingDifferencesTest {

    private static NeuralNetConfiguration.Builder builder(double learningRate) {
        return new NeuralNetConfiguration.Builder().updater(new Sgd(learningRate));
    }

    private static String sequence(double learningRate, double dropRate) {
        DenseLayer.Builder dense = new DenseLayer.Builder().name("dense").nIn(2).nOut(3);
        if (dropRate > 0) {
            dense.dropOut(new GaussianDropout(DropRate.of(dropRate)));
        }
        return builder(learningRate)
                .list(
                        dense.build(),
                        new OutputLayer.Builder()
                                .name("<out>")
                                .nIn(3)
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build())
                .build()
                .toJson();
    }

    @Test
    void equalNetworksHaveNone() {
        assertThat(SettingDifferences.of(sequence(0.1, 0.2), sequence(0.1, 0.2)).isEmpty())
                .isTrue();
    }

    @Test
    void aSettingOfSeveralLayersIsOneRow() {
        String html = SettingDifferences.of(sequence(0.1, 0), sequence(0.3, 0)).html("a", "b");
        assertThat(html).contains("<td>iupdater.learningRate</td><td>0.1</td><td>0.3</td><td>dense, &lt;out&gt;</td>");
        assertThat(html.split("<tr>")).hasSize(3);
    }

    @Test
    void anObjectThatOnlyOneHasIsNamedByItsClass() {
        String html =
                SettingDifferences.of(sequence(0.1, 0), sequence(0.1, 0.25)).html("a", "b");
        assertThat(html).contains("<td>idropout</td><td>-</td><td>GaussianDropout</td><td>dense</td>", "<td>0.25</td>");
    }

    @Test
    void aLayerThatOnlyOneHasIsARow() {
        String with = builder(0.1)
                .graphBuilder()
                .addInputs("in")
                .addLayer("dense", new DenseLayer.Builder().nIn(2).nOut(2).build(), "in")
                .addLayer("extra", new ActivationLayer(Activation.RELU), "dense")
                .setOutputs("extra")
                .build()
                .toJson();
        String without = builder(0.1)
                .graphBuilder()
                .addInputs("in")
                .addLayer("dense", new DenseLayer.Builder().nIn(2).nOut(2).build(), "in")
                .setOutputs("dense")
                .build()
                .toJson();
        assertThat(SettingDifferences.of(without, with).html("a", "b"))
                .contains("<td>layer</td><td>-</td><td>ActivationLayer</td><td>extra</td>")
                .doesNotContain("<td>dense</td>");
    }
}
