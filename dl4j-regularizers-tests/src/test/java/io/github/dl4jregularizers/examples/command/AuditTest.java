package io.github.dl4jregularizers.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.audit.RegularizationAudit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

class AuditTest {

    @TempDir
    Path folder;

    private static MultiLayerConfiguration conf(double decay) {
        NeuralNetConfiguration.Builder builder = new NeuralNetConfiguration.Builder();
        if (decay != 0) {
            builder.weightDecay(decay);
        }
        return builder.list()
                .layer(new DenseLayer.Builder().nIn(3).nOut(4).build())
                .layer(new OutputLayer.Builder()
                        .nIn(4)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build();
    }

    private Path saved(double decay) throws IOException {
        Path file = folder.resolve("model.zip");
        MultiLayerNetwork network = new MultiLayerNetwork(conf(decay));
        network.init();
        ModelSerializer.writeModel(network, file.toFile(), false);
        return file;
    }

    @Test
    void aCleanModelEndsWithZero() throws IOException {
        Path model = saved(0);

        Console console = Console.run("audit", model.toString());

        assertThat(console.exitCode).isZero();
        assertThat(console.out).containsExactly(model + ": nothing found");
        assertThat(console.err).isEmpty();
    }

    @Test
    void findingsAreShownAndEndWithOne() throws IOException {
        Console console = Console.run("audit", saved(0.1).toString());

        assertThat(console.exitCode).isEqualTo(1);
        assertThat(console.err).isEmpty();
        assertThat(console.out)
                .startsWith(
                        "rule             severity  found  repairable",
                        "--------------------------------------------",
                        "decay-twice  wrong result      2           2")
                .contains("decay-twice (wrong result)", "  more: docs/audit/decay-twice.md")
                .anyMatch(line -> line.startsWith("  layer0, layer1: WeightDecay("));
    }

    @Test
    void findingsAsJson() throws IOException {
        Console console = Console.run("audit", "--json", saved(0.1).toString());

        JsonNode json = new ObjectMapper().readTree(String.join("\n", console.out));
        assertThat(console.exitCode).isEqualTo(1);
        assertThat(json).hasSize(1);
        assertThat(json.get(0).get("rule").asText()).isEqualTo("decay-twice");
        assertThat(json.get(0).get("severity").asText()).isEqualTo("WRONG_RESULT");
        assertThat(json.get(0).get("layers")).extracting(JsonNode::asText).containsExactly("layer0", "layer1");
        assertThat(json.get(0).get("parameter").isNull()).isTrue();
        assertThat(json.get(0).get("repairable").asBoolean()).isTrue();
    }

    @Test
    void theRepairedConfigurationIsWritten() throws IOException {
        Path repaired = folder.resolve("repaired.json");

        Console console = Console.run("audit", saved(0.1).toString(), "--repair", repaired.toString());

        assertThat(console.exitCode).isEqualTo(1);
        assertThat(console.out).contains(repaired + ": 2 changes", "  layer layer0: each decay once");
        assertThat(RegularizationAudit.of(repaired)).isEmpty();

        Console again = Console.run("audit", saved(0.1).toString(), "--repair", repaired.toString());
        assertThat(again.exitCode).isEqualTo(2);
        assertThat(again.err).containsExactly(repaired + ": a file of that name is in the way");
    }

    @Test
    void whatCannotBeReadEndsWithTwo() throws IOException {
        Path model = Files.writeString(folder.resolve("model.zip"), "hello");

        Console console = Console.run("audit", model.toString());

        assertThat(console.exitCode).isEqualTo(2);
        assertThat(console.out).isEmpty();
        assertThat(console.err)
                .containsExactly(model + ": not a configuration: it has neither layers (confs) nor vertices");
    }
}
