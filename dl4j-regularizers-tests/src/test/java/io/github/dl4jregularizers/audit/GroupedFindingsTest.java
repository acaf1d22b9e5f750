package io.github.dl4jregularizers.audit;

import static io.github.dl4jregularizers.audit.Stacks.FLAT;
import static io.github.dl4jregularizers.audit.Stacks.SEQUENCE;
import static io.github.dl4jregularizers.audit.Stacks.dense;
import static io.github.dl4jregularizers.audit.Stacks.output;
import static io.github.dl4jregularizers.audit.Stacks.rnnOutput;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.optimizer.AdamW;
import io.github.dl4jregularizers.weightnoise.DropConnect;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Adam;

/** Equal findings are one finding, and the retain probability 1.0 of Keras import is none. */
class GroupedFindingsTest {

    private static List<String> rules(MultiLayerConfiguration conf) {
        return RegularizationAudit.of(conf).stream().map(Finding::rule).collect(Collectors.toList());
    }

    @Test
    void equalFindingsOfManyLayersAreOne() {
        Layer[] layers =
                IntStream.range(0, 129).mapToObj(i -> dense().nOut(8).build()).toArray(Layer[]::new);

        List<Finding> findings = RegularizationAudit.of(
                Stacks.of(net -> net.updater(new Adam(1e-3)).l2(0.1), FLAT, layers));

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo("l2-with-adam");
            assertThat(finding.layers()).hasSize(129).startsWith("layer0", "layer1");
            assertThat(finding.toString())
                    .startsWith(
                            "l2-with-adam (questionable) in layers layer0, layer1, layer2, layer3, layer4 and 124 more:"
                                    + " L2 passes through Adam. ");
        });
    }

    @Test
    void differentFindingsOfARuleStayApart() {
        List<Finding> findings = RegularizationAudit.of(Stacks.of(
                net -> net.updater(new Adam(1e-3)),
                FLAT,
                dense().build(),
                new ActivationLayer.Builder().dropOut(0.5).build(),
                new BatchNormalization.Builder().dropOut(0.5).build(),
                output().build()));

        assertThat(findings).extracting(Finding::rule).containsExactly("dropout-ignored", "dropout-ignored");
        assertThat(findings).extracting(Finding::layers).containsExactly(List.of("layer1"), List.of("layer2"));
    }

    /** As DL4J's Keras import builds it; the rate of the DropoutLayer is lost. */
    @Test
    void dropoutThatDropsNothingIsNoFinding() {
        assertThat(rules(Stacks.of(
                        SEQUENCE,
                        new Convolution1DLayer.Builder(2).nOut(4).dropOut(1.0).build(),
                        new ActivationLayer.Builder().dropOut(1.0).build(),
                        new BatchNormalization.Builder().dropOut(1.0).build(),
                        new LSTM.Builder().nOut(4).dropOut(1.0).build(),
                        rnnOutput().dropOut(1.0).build())))
                .isEmpty();
        assertThat(rules(Stacks.of(
                        SEQUENCE,
                        new DropoutLayer(1.0),
                        new LSTM.Builder().nOut(4).build(),
                        new DropoutLayer(1.0),
                        rnnOutput().build())))
                .containsExactly("keras-dropout-rate");
        assertThat(rules(Stacks.of(FLAT, dense().build(), new DropoutLayer(1.0), new LossLayer.Builder().build())))
                .containsExactly("keras-dropout-rate");
    }

    @Test
    void aWrapperSharesNoDropoutWithItsContent() {
        assertThat(rules(Stacks.of(
                        net -> net.dropOut(0.5),
                        SEQUENCE,
                        new DropConnect(
                                DropRate.of(0.5), new LSTM.Builder().nOut(40).build()),
                        rnnOutput().build())))
                .doesNotContain("shared-dropout");
    }

    @Test
    void repairsAreAChangeThatCombines() {
        MultiLayerConfiguration conf = Stacks.of(net -> net.weightDecay(0.1), FLAT, dense().build(), output().build());
        String before = conf.toJson();

        MultiLayerConfiguration repaired = RegularizationAudit.repairs().applyTo(conf);

        assertThat(repaired).isEqualTo(RegularizationAudit.repair(conf).configuration());
        assertThat(rules(repaired)).isEmpty();
        assertThat(conf.toJson()).isEqualTo(before);
        assertThat(rules(RegularizationAudit.repairs()
                        .andThen(AdamW.builder().build())
                        .applyTo(conf)))
                .isEmpty();
    }
}
