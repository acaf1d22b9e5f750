package io.github.dl4jregularizers.examples.report;

import io.github.dl4jregularizers.examples.Require;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A template with filled places. Self-contained: no other file, no network access. */
public final class Page {

    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

    private final String template;
    private final Map<String, String> places = new LinkedHashMap<>();

    /**
     * Creates an empty page in the common style.
     *
     * @param template name of the resource beside this class
     */
    public Page(String template) {
        this.template = resource(template);
        places.put("style", style());
        places.put("script", resource("report.js"));
    }

    /**
     * Returns the common style sheet.
     *
     * @return CSS
     */
    public static String style() {
        return resource("style.css");
    }

    /**
     * Fills a place with HTML.
     *
     * @param place name of the place
     * @param html content
     * @return this
     */
    public Page html(String place, String html) {
        places.put(place, html);
        return this;
    }

    /**
     * Fills a place with text.
     *
     * @param place name of the place
     * @param text content
     * @return this
     */
    public Page text(String place, String text) {
        return html(place, Html.escape(text));
    }

    /**
     * Fills a place with definitions.
     *
     * @param place name of the place
     * @param definitions terms and definitions, in order
     * @return this
     */
    public Page definitions(String place, Map<String, String> definitions) {
        return html(
                place,
                definitions.entrySet().stream()
                        .map(entry -> Html.definition(entry.getKey(), entry.getValue()))
                        .collect(Collectors.joining()));
    }

    /**
     * Returns the finished page.
     *
     * @return HTML
     */
    public String html() {
        return PLACE.matcher(template)
                .replaceAll(
                        match -> Matcher.quoteReplacement(Require.given(match.group(1), places.get(match.group(1)))));
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
