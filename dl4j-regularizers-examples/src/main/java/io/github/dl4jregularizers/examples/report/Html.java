package io.github.dl4jregularizers.examples.report;

/** Text in a page. */
public final class Html {

    private Html() {}

    /**
     * Replaces what has a meaning in HTML, for element content and quoted attributes.
     *
     * @param text any
     * @return HTML
     */
    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /**
     * An element with escaped text.
     *
     * @param name of the element
     * @param text its content
     * @return HTML
     */
    public static String element(String name, String text) {
        return "<" + name + ">" + escape(text) + "</" + name + ">\n";
    }

    /**
     * A term and what is said of it, both escaped.
     *
     * @param term what is defined
     * @param text what it is
     * @return HTML
     */
    public static String definition(String term, String text) {
        return element("dt", term) + element("dd", text);
    }
}
