package io.github.dl4jregularizers.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule finds its defect, does not report the recommended configuration, and has a page that shows the defect. */
class RuleTest {

    private static final Path DOCS = Path.of("..", "docs", "audit");

    static List<RuleCase> cases() {
        return Stream.of(
                        DecayCases.cases(),
                        NoiseCases.weightNoise(),
                        NoiseCases.dropout(),
                        InactiveNoiseCases.cases(),
                        LayerCases.cases())
                .flatMap(List::stream)
                .collect(Collectors.toList());
    }

    /** Rules about distributed training are tested in their own module. */
    static List<Rule> rules() {
        return RegularizationAudit.rules().stream()
                .filter(rule -> !rule.isForDistributedTraining())
                .collect(Collectors.toList());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void finds(RuleCase row) {
        assertThat(row.found()).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.what()).isNotBlank().doesNotEndWith(".");
            assertThat(finding.instead()).isNotBlank();
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isSilentWhereTheAdviceWasFollowed(RuleCase row) {
        assertThat(row.foundWhenAdvised()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsTheSameInASavedConfiguration(RuleCase row) {
        if (row.rule().equals("shared-dropout")) {
            assertThat(row.foundAfterJson())
                    .as("a file holds no shared objects")
                    .isEmpty();
        } else {
            assertThat(row.foundAfterJson()).isEqualTo(row.found());
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void hasACase(Rule rule) {
        assertThat(cases()).extracting(RuleCase::rule).contains(rule.id());
        assertThat(rule.id()).isEqualTo(kebab(rule.getClass().getSimpleName()));
        assertThat(rule.why()).endsWith(".").hasSizeBetween(30, 200);
    }

    private static String kebab(String className) {
        return className.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /** The program is compiled and run with all others of the documentation, and fails once DL4J is fixed. */
    @ParameterizedTest
    @MethodSource("rules")
    void hasAPageWithAProgramThatShowsIt(Rule rule) throws IOException {
        String page = Files.readString(DOCS.resolve(rule.id() + ".md"));
        assertThat(page)
                .startsWith("# " + rule.id() + "\n\n"
                        + rule.severity().toString().substring(0, 1).toUpperCase()
                        + rule.severity().toString().substring(1) + ". " + rule.why() + "\n");
        assertThat(page).contains("```java\n", "throw new AssertionError(\"", "## Instead");
        assertThat(Files.readString(DOCS.resolve("README.md")))
                .contains("| [" + rule.id() + "](" + rule.id() + ".md) | " + rule.severity() + " |");
    }

    @Test
    void idsAreUnique() {
        assertThat(rules()).extracting(Rule::id).doesNotHaveDuplicates();
    }
}
