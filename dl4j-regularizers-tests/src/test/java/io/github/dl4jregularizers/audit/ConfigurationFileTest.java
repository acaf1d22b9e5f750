package io.github.dl4jregularizers.audit;

import static io.github.dl4jregularizers.audit.Stacks.FLAT;
import static io.github.dl4jregularizers.audit.Stacks.dense;
import static io.github.dl4jregularizers.audit.Stacks.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.GaussianDropout;
import io.github.dl4jregularizers.dropout.NoiseLayer;
import io.github.dl4jregularizers.loss.LabelSmoothingLoss;
import io.github.dl4jregularizers.residual.ResidualBlock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationFileTest {

    /** Set by the class that no file may make DL4J touch. */
    static boolean initialized;

    @TempDir
    Path folder;

    /** On the class path, but no part of a configuration. */
    static final class Hostile {
        static {
            initialized = true;
        }

        private Hostile() {}
    }

    static List<RuleCase> savable() {
        return RuleTest.cases().stream()
                .filter(row -> !row.rule().equals("shared-dropout"))
                .collect(Collectors.toList());
    }

    @ParameterizedTest
    @MethodSource("savable")
    void findsTheSameInJsonAndYaml(RuleCase row) throws IOException {
        Object conf = row.triggering();
        boolean stack = conf instanceof MultiLayerConfiguration;
        Path json = folder.resolve("conf.json");
        Path yaml = folder.resolve("conf.yaml");
        Files.writeString(
                json,
                stack ? ((MultiLayerConfiguration) conf).toJson() : ((ComputationGraphConfiguration) conf).toJson());
        Files.writeString(
                yaml,
                stack ? ((MultiLayerConfiguration) conf).toYaml() : ((ComputationGraphConfiguration) conf).toYaml());

        assertThat(RegularizationAudit.of(json)).isEqualTo(RuleCase.audit(conf));
        assertThat(RegularizationAudit.of(yaml)).isEqualTo(RuleCase.audit(conf));
    }

    @Test
    void findsTheSameInSavedModels() throws IOException {
        MultiLayerNetwork stack =
                new MultiLayerNetwork(Stacks.of(net -> net.weightDecay(0.1), FLAT, dense().build(), output().build()));
        stack.init();
        ComputationGraph graph = stack.toComputationGraph();
        Path file = folder.resolve("model.zip");

        ModelSerializer.writeModel(stack, file.toFile(), true);
        assertThat(RegularizationAudit.of(file)).isNotEmpty().isEqualTo(RegularizationAudit.of(stack));

        ModelSerializer.writeModel(graph, file.toFile(), true);
        assertThat(RegularizationAudit.of(file)).isNotEmpty().isEqualTo(RegularizationAudit.of(graph));
    }

    @Test
    void readsTheLibrarysOwnLayers() throws IOException {
        MultiLayerConfiguration conf = Stacks.of(
                FLAT,
                new NoiseLayer(new GaussianDropout(DropRate.ramp(0, 0.5, 10))),
                new ResidualBlock.Builder().body(dense().nOut(3).build()).build(),
                output().lossFunction(new LabelSmoothingLoss(0.1)).build());
        Path file = Files.writeString(folder.resolve("conf.json"), conf.toJson());

        assertThat(RegularizationAudit.of(file)).isEqualTo(RegularizationAudit.of(conf));
    }

    @Test
    void repairsAFile() throws IOException {
        MultiLayerConfiguration conf = Stacks.of(net -> net.weightDecay(0.1), FLAT, output().build());
        Path file = Files.writeString(folder.resolve("conf.json"), conf.toJson());

        Repair<String> repair = RegularizationAudit.repair(file);

        assertThat(repair.changes()).containsExactly("layer layer0: each decay once");
        assertThat(MultiLayerConfiguration.fromJson(repair.configuration()))
                .isEqualTo(RegularizationAudit.repair(conf).configuration());
        assertThat(Files.readString(file)).isEqualTo(conf.toJson());
    }

    /** Before 1.0.0-beta DL4J wrote names in place of classes, and numbers in place of objects. */
    @Test
    void readsWhatOldVersionsWrote() throws IOException {
        Path file = Path.of("src", "test", "resources", "audit", "dl4j-0.9.json");

        assertThat(RegularizationAudit.of(file)).extracting(Finding::rule).containsExactly("weight-noise-gradient");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "hello", "{", "{\"a\": 1}", "[1, 2]", "- 1\n- 2", "\u0000\u0001\u0002", "a: &a [*a]", "null"
            })
    void refusesWhatIsNoConfiguration(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("what.json"), content);

        assertThatThrownBy(() -> RegularizationAudit.of(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ": not a configuration: ");
    }

    @Test
    void refusesWhatIsNotThere() {
        Path file = folder.resolve("model.zip");

        assertThatThrownBy(() -> RegularizationAudit.of(file)).hasMessage(file + ": there is no such file");
        assertThatThrownBy(() -> RegularizationAudit.of(folder)).hasMessage(folder + ": there is no such file");
        assertThatThrownBy(() -> RegularizationAudit.of((Path) null)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesConfigurationsThatDl4jCannotLoad() throws IOException {
        Path file = Files.writeString(folder.resolve("conf.json"), "{\"confs\": [{\"layer\": 7}]}");

        assertThatThrownBy(() -> RegularizationAudit.of(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ": DL4J cannot load this configuration: ");
    }

    @Test
    void refusesTruncatedAndOtherZipFiles() throws IOException {
        Path other = zip("notes.txt", new byte[100]);
        assertThatThrownBy(() -> RegularizationAudit.of(other))
                .hasMessage(other + ": not a saved model: there is no configuration.json in the zip file");

        byte[] whole = Files.readAllBytes(other);
        Path truncated = Files.write(folder.resolve("model.zip"), Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> RegularizationAudit.of(truncated))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(truncated + ": not a complete zip file (");
    }

    @Test
    void refusesZipBombs() throws IOException {
        Path bomb = zip("configuration.json", new byte[ConfigurationFile.LARGEST_CONFIGURATION + 1]);

        assertThat(Files.size(bomb)).isLessThan(100_000);
        assertThatThrownBy(() -> RegularizationAudit.of(bomb))
                .hasMessage(bomb + ": not a configuration: larger than 32 MiB");
    }

    private Path zip(String entry, byte[] content) throws IOException {
        Path file = folder.resolve("file.zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(content);
        }
        return file;
    }

    @Test
    void refusesDeepNesting() throws IOException {
        for (String content : List.of("{\"confs\":" + "[".repeat(100_000), "confs: " + "[".repeat(10_000))) {
            Path file = Files.writeString(folder.resolve("deep"), content);
            assertThatThrownBy(() -> RegularizationAudit.of(file))
                    .hasMessage(file + ": not a configuration: nested more than 200 deep");
        }
    }

    @Test
    void namesClassesThatAreMissing() throws IOException {
        String json = Stacks.of(FLAT, dense().build(), output().build()).toJson();
        Path file = Files.writeString(
                folder.resolve("conf.json"),
                json.replace("org.deeplearning4j.nn.conf.layers.DenseLayer", "com.example.MyLayer")
                        .replace("org.nd4j.linalg.learning.config.Sgd", "com.example.MyUpdater"));

        assertThatThrownBy(() -> RegularizationAudit.of(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": it names classes that are not on the class path: com.example.MyLayer,"
                        + " com.example.MyUpdater");
    }

    /** Packages before 0.1.0: the same classes under other names. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.github.dl4jregularizers.depth.ResidualBlock",
                "io.github.dl4jregularizers.dropconnect.DropConnect",
                "io.github.dl4jregularizers.optimize.BiasCorrectedAdam"
            })
    void namesAnEarlierPackageLayout(String name) throws IOException {
        String json = Stacks.of(FLAT, dense().build(), output().build()).toJson();
        String type = name.endsWith("Adam")
                ? "org.nd4j.linalg.learning.config.Sgd"
                : "org.deeplearning4j.nn.conf.layers.DenseLayer";
        assertThat(json).contains(type);
        String old = json.replace(type, name);
        Path file = Files.writeString(folder.resolve("conf.json"), old);

        assertThatThrownBy(() -> RegularizationAudit.of(file))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        file + ": an earlier version of dl4j-regularizers saved it, and this version has no classes of"
                                + " these names: " + name
                                + ". Class names changed before version 0.1.0: build the configuration"
                                + " again with this version, and set the saved parameters with setParams");
        assertThatThrownBy(() -> MultiLayerConfiguration.fromJson(old))
                .as("DL4J does not load it as something else")
                .hasStackTraceContaining(name);
    }

    static Stream<String> hostile() {
        String name = Hostile.class.getName();
        return Stream.of(
                "\"@class\": \"" + name + "\"",
                "\"layer\": [\"" + name + "\", {}]",
                "\"@class\": \"java.util.EnumMap<" + name + ",java.lang.String>\"",
                "\"@class\": \"[L" + name + ";\"",
                "\"" + name + "\": {}",
                "\"iupdater\": {\"@class\": \"" + name + "\"}",
                "\"@class\": \"" + name + "\"}, \"layer\": {\"a\": 1");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void refusesHostileClassesWithoutTouchingThem(String member) throws IOException {
        Path file = Files.writeString(folder.resolve("conf.json"), "{\"confs\": [{\"layer\": {" + member + "}}]}");

        assertThatThrownBy(() -> RegularizationAudit.of(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ": it names classes that are no part of a configuration: ")
                .hasMessageContaining(Hostile.class.getName());
        assertThat(initialized).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"- layer: !<%s> {nin: 3}", "- layer: !%s {nin: 3}", "- seed: !<%s> 3", "- !<%s> []"})
    void refusesHostileClassesInYamlTags(String member) throws IOException {
        Path file = Files.writeString(
                folder.resolve("conf.yaml"), "confs:\n" + String.format(member, Hostile.class.getName()));

        assertThatThrownBy(() -> RegularizationAudit.of(file))
                .hasMessage(
                        file + ": it names classes that are no part of a configuration: " + Hostile.class.getName());
        assertThat(initialized).isFalse();
    }
}
