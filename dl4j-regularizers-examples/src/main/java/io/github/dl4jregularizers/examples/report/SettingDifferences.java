package io.github.dl4jregularizers.examples.report;

import io.github.dl4jregularizers.examples.Require;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** The settings in which the networks of two recipes differ, from their configurations as JSON. */
final class SettingDifferences {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CLASS = "@class";
    private static final String NONE = "-";
    private static final int SHOWN = 12;

    /** Of no interest, or different in every network. */
    private static final Set<String> LEFT_OUT = Set.of(CLASS, "layerName", "seed", "variables");

    /** Setting, value in the first network and value in the second, with the layers that have this difference. */
    private final Map<List<String>, List<String>> layers = new LinkedHashMap<>();

    private SettingDifferences() {}

    /**
     * Compares two networks layer by layer, by the names of the layers.
     *
     * @param first configuration of a network as JSON
     * @param second configuration of a network as JSON
     * @return the differences
     */
    static SettingDifferences of(String first, String second) {
        SettingDifferences differences = new SettingDifferences();
        Map<String, JsonNode> before = layers(first);
        Map<String, JsonNode> after = layers(second);
        Set<String> names = new LinkedHashSet<>(before.keySet());
        names.addAll(after.keySet());
        names.forEach(name -> differences.compare(name, settings(before.get(name)), settings(after.get(name))));
        return differences;
    }

    private static Map<String, JsonNode> layers(String configuration) {
        Map<String, JsonNode> layers = new LinkedHashMap<>();
        JsonNode network = parse(configuration);
        int index = 0;
        for (JsonNode conf : network.path("confs")) {
            JsonNode layer = conf.path("layer");
            layers.put(layer.path("layerName").asText("layer " + index++), layer);
        }
        network.path("vertices").fields().forEachRemaining(vertex -> {
            JsonNode layer = vertex.getValue().path("layerConf").path("layer");
            layers.put(vertex.getKey(), layer.isMissingNode() ? vertex.getValue() : layer);
        });
        return layers;
    }

    private static JsonNode parse(String configuration) {
        try {
            return JSON.readTree(Require.given("configuration", configuration));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the values by path; the class of the layer itself has the path "layer". */
    private static Map<String, String> settings(JsonNode layer) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (layer != null) {
            collect("layer", layer, settings);
        }
        return settings;
    }

    private static void collect(String path, JsonNode node, Map<String, String> settings) {
        if (node.isObject()) {
            String name = node.path(CLASS).asText();
            if (!name.isEmpty()) {
                settings.put(path, name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1));
            }
            String prefix = path.equals("layer") ? "" : path + ".";
            node.fields().forEachRemaining(field -> {
                if (!LEFT_OUT.contains(field.getKey())) {
                    collect(prefix + field.getKey(), field.getValue(), settings);
                }
            });
        } else if (node.isArray() && node.size() > 0 && node.get(0).isObject()) {
            for (int i = 0; i < node.size(); i++) {
                collect(path + "[" + i + "]", node.get(i), settings);
            }
        } else if (!node.isNull() && !(node.isArray() && node.size() == 0)) {
            settings.put(path, node.isValueNode() ? node.asText() : node.toString());
        }
    }

    private void compare(String name, Map<String, String> before, Map<String, String> after) {
        Set<String> paths = new LinkedHashSet<>(before.keySet());
        paths.addAll(after.keySet());
        boolean sameClass = before.getOrDefault("layer", "").equals(after.getOrDefault("layer", ""));
        for (String path : sameClass ? paths : Set.of("layer")) {
            String from = before.getOrDefault(path, NONE);
            String to = after.getOrDefault(path, NONE);
            if (!from.equals(to)) {
                layers.computeIfAbsent(List.of(path, from, to), key -> new ArrayList<>())
                        .add(name);
            }
        }
    }

    boolean isEmpty() {
        return layers.isEmpty();
    }

    /** Returns the differences as a table; the first twelve. */
    String html(String first, String second) {
        StringBuilder html =
                new StringBuilder("<div class=\"scroll\"><table class=\"settings\">\n<thead><tr><th>setting</th>");
        html.append("<th>" + Html.escape(first) + "</th><th>" + Html.escape(second)
                + "</th><th>layers</th></tr></thead>\n");
        html.append("<tbody>\n");
        layers.entrySet().stream().limit(SHOWN).forEach(entry -> {
            html.append("<tr>");
            entry.getKey()
                    .forEach(text ->
                            html.append("<td>").append(Html.escape(text)).append("</td>"));
            html.append("<td>").append(Html.escape(names(entry.getValue()))).append("</td></tr>\n");
        });
        html.append("</tbody>\n</table></div>\n");
        if (layers.size() > SHOWN) {
            html.append("<p class=\"soft\">" + (layers.size() - SHOWN) + " more differences.</p>\n");
        }
        return html.toString();
    }

    private static String names(List<String> names) {
        return names.size() <= 3 ? String.join(", ", names) : names.get(0) + " and " + (names.size() - 1) + " more";
    }
}
