package io.github.dl4jregularizers.examples.command;

import io.github.dl4jregularizers.audit.Finding;
import io.github.dl4jregularizers.audit.RegularizationAudit;
import io.github.dl4jregularizers.audit.Repair;
import io.github.dl4jregularizers.examples.report.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists what DL4J ignores, doubles or miscomputes in the regularization of a saved network. */
@Command(
        name = "audit",
        description = {
            "Names what DL4J ignores, doubles or miscomputes in a network's regularization.",
            "Exit code: 0 if nothing was found, 1 if something was, 2 if the file cannot be read."
        })
final class AuditCommand implements Callable<Integer> {

    private static final int LAYERS_NAMED = 5;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A model saved by DL4J (.zip), or a configuration as JSON or YAML.")
    private Path file;

    @Option(names = "--json", description = "Print the findings as JSON and nothing else.")
    private boolean json;

    @Option(
            names = "--repair",
            paramLabel = "OUT",
            description =
                    "Write the configuration, with what has one unambiguous repair put right, to a new JSON file.")
    private Path repaired;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<Finding> findings = RegularizationAudit.of(file);
        if (json) {
            out.println(asJson(findings));
        } else {
            print(findings, out);
        }
        if (repaired != null) {
            repair(out);
        }
        return findings.isEmpty() ? 0 : 1;
    }

    private void print(List<Finding> findings, PrintWriter out) {
        if (findings.isEmpty()) {
            out.println(file + ": nothing found");
            return;
        }
        Map<String, List<Finding>> byRule = new LinkedHashMap<>();
        findings.forEach(finding -> byRule.computeIfAbsent(finding.rule(), rule -> new ArrayList<>())
                .add(finding));
        List<List<String>> rows = new ArrayList<>(List.of(List.of("rule", "severity", "found", "repairable")));
        byRule.forEach((rule, found) -> rows.add(List.of(
                rule,
                found.get(0).severity().toString(),
                Integer.toString(found.stream().mapToInt(AuditCommand::places).sum()),
                Integer.toString(found.stream()
                        .filter(Finding::isRepairable)
                        .mapToInt(AuditCommand::places)
                        .sum()))));
        TextTable.lines(rows, 1).forEach(out::println);
        byRule.values().forEach(found -> printRule(found, out));
    }

    private static int places(Finding finding) {
        return Math.max(1, finding.layers().size());
    }

    /** Prints equal findings of several layers once. */
    private static void printRule(List<Finding> found, PrintWriter out) {
        Finding first = found.get(0);
        out.printf("%n%s (%s)%n", first.rule(), first.severity());
        Map<String, List<String>> layers = new LinkedHashMap<>();
        for (Finding finding : found) {
            List<String> places = layers.computeIfAbsent(finding.what(), what -> new ArrayList<>());
            String parameter = finding.parameter().map(name -> " " + name).orElse("");
            finding.layers().forEach(layer -> places.add(layer + parameter));
            if (finding.layers().isEmpty()) {
                places.add("network");
            }
        }
        layers.forEach((what, places) -> out.printf("  %s: %s%n", shortened(places), what));
        out.printf("  why: %s%n  instead: %s%n  more: %s%n", first.why(), first.instead(), first.docs());
    }

    private static String shortened(List<String> places) {
        String named = places.stream().limit(LAYERS_NAMED).collect(Collectors.joining(", "));
        int others = places.size() - LAYERS_NAMED;
        return others > 0 ? named + " and " + others + " more" : named;
    }

    private static String asJson(List<Finding> findings) throws IOException {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Finding finding : findings) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("rule", finding.rule());
            entry.put("severity", finding.severity().name());
            entry.put("layers", finding.layers());
            entry.put("parameter", finding.parameter().orElse(null));
            entry.put("what", finding.what());
            entry.put("why", finding.why());
            entry.put("instead", finding.instead());
            entry.put("docs", finding.docs());
            entry.put("repairable", finding.isRepairable());
            list.add(entry);
        }
        return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(list);
    }

    private void repair(PrintWriter out) throws IOException {
        Repair<String> repair = RegularizationAudit.repair(file);
        Files.writeString(repaired, repair.configuration(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        if (!json) {
            out.printf("%n%s: %d changes%n", repaired, repair.changes().size());
            repair.changes().forEach(change -> out.println("  " + change));
        }
    }
}
