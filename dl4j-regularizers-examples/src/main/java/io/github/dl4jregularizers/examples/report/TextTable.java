package io.github.dl4jregularizers.examples.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lays cells out in columns: the first left-aligned, the numbers right-aligned. */
public final class TextTable {

    private TextTable() {}

    /**
     * Pads the cells and underlines the header.
     *
     * @param rows the same number of cells in every row
     * @param headerRows number of header rows
     * @return lines
     */
    public static List<String> lines(List<List<String>> rows, int headerRows) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                String space = " ".repeat(widths[column] - row.get(column).length());
                line.append(column == 0 ? row.get(column) + space : "  " + space + row.get(column));
            }
            lines.add(line.toString().stripTrailing());
            if (lines.size() == headerRows) {
                int width = Arrays.stream(widths).sum() + 2 * (widths.length - 1);
                lines.add("-".repeat(width));
            }
        }
        return lines;
    }
}
