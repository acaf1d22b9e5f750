package io.github.dl4jregularizers.examples.figures.plot;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.report.Page;
import java.awt.Color;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The named colors of the pages' style sheet, for light or dark pages. Immutable. */
public final class Palette {

    private static final Pattern COLOR = Pattern.compile("--([\\w-]+): (#[0-9a-f]{6})");
    private static final String DARK = "@media (prefers-color-scheme: dark)";

    private final Map<String, Color> colors = new HashMap<>();

    private Palette(String style) {
        Matcher color = COLOR.matcher(style);
        while (color.find()) {
            colors.put(color.group(1), Color.decode(color.group(2)));
        }
    }

    /**
     * Returns the colors of light pages.
     *
     * @return the palette
     */
    public static Palette light() {
        return new Palette(Page.style().substring(0, Page.style().indexOf(DARK)));
    }

    /**
     * Returns the colors of dark pages.
     *
     * @return the palette
     */
    public static Palette dark() {
        return new Palette(Page.style().substring(Page.style().indexOf(DARK)));
    }

    /** The style sheet's variables, light and dark, for an SVG file of its own. */
    static String variables() {
        String style = Page.style();
        return style.substring(0, style.indexOf("* {"));
    }

    Color color(String name) {
        return Require.given("color " + name, colors.get(name));
    }
}
