package io.github.dl4jregularizers.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.architecture.planted.names.first.Twin;
import io.github.dl4jregularizers.architecture.planted.names.second.DropoutLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of classes and packages. A planted violation of each rule is found. */
class NamesTest {

    /** Each corrects the class of that name in papers and Keras, and replaces it by import. */
    private static final Set<String> CORRECTED =
            Set.of("Dropout", "GaussianDropout", "GaussianNoise", "SpatialDropout", "DropConnect");

    /** Reports on predictions of a library class, not of an {@code IEvaluation}; the literature has one name for it. */
    private static final Set<String> ESTABLISHED = Set.of("ReliabilityDiagram");

    @Test
    void noTwoPublicClassesHaveOneName() {
        assertThat(Names.duplicates(Modules.library())).isEmpty();
    }

    @Test
    void aDuplicateIsFound() {
        assertThat(Names.duplicates(Modules.of(
                        Twin.class,
                        io.github.dl4jregularizers.architecture.planted.names.second.Twin.class,
                        DropoutLayer.class)))
                .containsOnlyKeys("Twin");
    }

    @Test
    void onlyCorrectionsHaveNamesOfDeeplearning4j() {
        assertThat(Names.shadowing(Modules.library()))
                .allMatch(name -> CORRECTED.contains(name) || ESTABLISHED.contains(name));
    }

    @Test
    void aNameOfDeeplearning4jIsFound() {
        assertThat(Names.shadowing(Modules.of(Twin.class, DropoutLayer.class))).containsExactly("DropoutLayer");
    }

    @Test
    void everyPackageHasADescription() {
        for (String module : Modules.folders()) {
            assertThat(SourceFolders.withoutDescription(sources(module)))
                    .as(module)
                    .isEmpty();
        }
    }

    @Test
    void everyPackageIsTheProjectsOwn() {
        assertThat(SourceFolders.ofOthers(sources("dl4j-regularizers-core"))).isEmpty();
        assertThat(SourceFolders.ofOthers(sources("dl4j-regularizers-examples")))
                .isEmpty();
        assertThat(SourceFolders.ofOthers(sources("dl4j-regularizers-testkit"))).isEmpty();
        assertThat(SourceFolders.ofOthers(sources("dl4j-regularizers-cpu")))
                .as("DL4J looks for a class of this name, and ND4J no longer has it")
                .isSubsetOf("org.nd4j.nativeblas");
    }

    @Test
    void packagesThatBreakTheRulesAreFound(@TempDir Path folder) throws IOException {
        Path foreign = Files.createDirectories(folder.resolve("org/nd4j/planted"));
        Files.createFile(foreign.resolve("Planted.java"));
        Path own = Files.createDirectories(folder.resolve("io/github/dl4jregularizers/planted"));
        Files.createFile(own.resolve("package-info.java"));
        assertThat(SourceFolders.withoutDescription(folder)).containsExactly("org.nd4j.planted");
        assertThat(SourceFolders.ofOthers(folder)).containsExactly("org.nd4j.planted");
    }

    private static Path sources(String module) {
        return Paths.get("..", module, "src", "main", "java");
    }
}
