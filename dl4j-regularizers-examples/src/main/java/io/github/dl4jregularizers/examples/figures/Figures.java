package io.github.dl4jregularizers.examples.figures;

import io.github.dl4jregularizers.examples.Require;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.ServiceLoader.Provider;
import java.util.stream.Collectors;

/** All figures, found on the class path by {@link ServiceLoader}. */
public final class Figures {

    private Figures() {}

    /**
     * Returns all figures.
     *
     * @return by section and name
     */
    public static List<TextbookFigure> all() {
        return ServiceLoader.load(TextbookFigure.class).stream()
                .map(Provider::get)
                .sorted(Comparator.comparingInt((TextbookFigure figure) -> chapter(figure.section()))
                        .thenComparingInt(figure -> number(figure.section()))
                        .thenComparing(TextbookFigure::section)
                        .thenComparing(TextbookFigure::name))
                .collect(Collectors.toList());
    }

    private static int chapter(String section) {
        return Integer.parseInt(section.split("\\.")[0]);
    }

    /** Sorts 9.10 after 9.9, and a chapter alone after its numbers; 9.5a and 9.5b have the same number. */
    private static int number(String section) {
        String[] parts = section.split("\\.");
        return parts.length == 1 ? Integer.MAX_VALUE : Integer.parseInt(parts[1].replaceAll("[a-z]", ""));
    }

    /**
     * Returns the figures of given names.
     *
     * @param names names; empty for all figures
     * @return in the order of {@link #all}, each once
     * @throws IllegalArgumentException if a name is unknown
     */
    public static List<TextbookFigure> named(List<String> names) {
        List<TextbookFigure> all = all();
        LinkedHashSet<String> unknown = new LinkedHashSet<>(names);
        all.forEach(figure -> unknown.remove(figure.name()));
        if (!unknown.isEmpty()) {
            String known = all.stream().map(TextbookFigure::name).collect(Collectors.joining(", "));
            throw Require.invalid("figure", "one of " + known, String.join(", ", unknown));
        }
        return all.stream()
                .filter(figure -> names.isEmpty() || names.contains(figure.name()))
                .collect(Collectors.toList());
    }
}
