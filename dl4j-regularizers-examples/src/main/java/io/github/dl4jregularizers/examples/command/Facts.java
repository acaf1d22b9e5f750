package io.github.dl4jregularizers.examples.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The facts for judging and repeating a report. */
final class Facts {

    private Facts() {}

    static Map<String, String> of(RunOptions run, DataOptions data, List<Long> seeds, String backend) {
        Map<String, String> facts = new LinkedHashMap<>();
        if (run.preset != null) {
            facts.put("preset", run.preset);
        }
        facts.put("data", String.join(" ", data.arguments()));
        facts.put("training", String.join(" ", run.arguments()));
        facts.put("seeds", seeds.stream().map(String::valueOf).collect(Collectors.joining(", ")));
        facts.put("backend", backend);
        facts.putAll(Versions.all());
        return facts;
    }
}
