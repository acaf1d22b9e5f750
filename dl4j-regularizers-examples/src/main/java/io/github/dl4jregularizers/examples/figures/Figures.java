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
        Comparator<TextbookFigure> bySection = Comparator.comparingInt(figure -> order(figure.section()));
        return ServiceLoader.load(TextbookFigure.class).stream()
                .map(Provider::get)
                .sorted(bySection.thenComparing(TextbookFigure::name))
                .collect(Collectors.toList());
    }

    /** Sorts 9.10 after 9.9, and a chapter alone after its numbers. */
    private static int order(String section) {
        String[] parts = section.split("\\.");
        return 1000 * Integer.parseInt(parts[0]) + (parts.length == 1 ? 999 : Integer.parseInt(parts[1]));
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
