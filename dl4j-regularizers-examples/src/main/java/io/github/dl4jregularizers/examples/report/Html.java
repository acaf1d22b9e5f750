package io.github.dl4jregularizers.examples.report;

/** Text of a page. */
public final class Html {

    private Html() {}

    /**
     * Escapes element content and quoted attributes.
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
     * Returns an element with escaped text.
     *
     * @param name name of the element
     * @param text its content
     * @return HTML
     */
    public static String element(String name, String text) {
        return "<" + name + ">" + escape(text) + "</" + name + ">\n";
    }

    /**
     * Returns a term with its definition, both escaped.
     *
     * @param term the term
     * @param text its definition
     * @return HTML
     */
    public static String definition(String term, String text) {
        return element("dt", term) + element("dd", text);
    }
}
