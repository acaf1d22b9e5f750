package io.github.dl4jregularizers.constraint;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rows of the table of a {@link LipschitzBound}. */
final class LipschitzRows implements Serializable {

    private static final long serialVersionUID = 1;

    private final List<String[]> cells = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();

    /** Adds a row and returns its constant. */
    double add(String name, Object layer, String from, double constant) {
        String kind = layer.getClass().getSimpleName();
        if (Double.isNaN(constant) && !from.startsWith("sum")) {
            unknown.add(name + " (" + kind + ")");
        }
        cells.add(new String[] {name, kind, from, format(constant)});
        return constant;
    }

    static String format(double constant) {
        return Double.isNaN(constant) ? "unknown" : String.format(Locale.ROOT, "%.6g", constant);
    }

    List<String> unknown() {
        return List.copyOf(unknown);
    }

    /** Columns padded to their widest cells. */
    String table(String last) {
        List<String[]> all = new ArrayList<>(cells);
        all.add(0, new String[] {"layer", "class", "from", "constant"});
        all.add(new String[] {"network", "", "", last});
        int[] widths = new int[4];
        all.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        });
        StringBuilder table = new StringBuilder();
        for (String[] row : all) {
            for (int i = 0; i < 3; i++) {
                table.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + 2));
            }
            table.append(" ".repeat(widths[3] - row[3].length())).append(row[3]).append('\n');
        }
        return table.toString();
    }
}
