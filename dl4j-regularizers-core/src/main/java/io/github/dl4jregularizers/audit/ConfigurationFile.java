package io.github.dl4jregularizers.audit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.shade.jackson.core.JsonFactory;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonToken;
import org.nd4j.shade.jackson.dataformat.yaml.YAMLFactory;

/**
 * Reads a configuration from an untrusted file: JSON, YAML, or a model saved by {@code ModelSerializer}. Of a model
 * only the configuration is read. The size is bounded, and {@link ConfigurationClasses} checks the content before DL4J
 * loads it.
 */
final class ConfigurationFile {

    /** In bytes; ResNet-152 has 2 MiB. */
    static final int LARGEST_CONFIGURATION = 32 << 20;

    static final int DEEPEST_NESTING = 200;
    private static final int ZIP_MAGIC = 'P' | 'K' << 8;

    private final String text;
    private final JsonFactory format;
    private final Set<String> members = new HashSet<>();
    private final ConfigurationClasses classes = new ConfigurationClasses();

    private ConfigurationFile(String text) {
        this.text = text;
        format = text.stripLeading().startsWith("{") ? new JsonFactory() : new YAMLFactory();
    }

    /**
     * Reads a file.
     *
     * @return a {@code MultiLayerConfiguration} or a {@code ComputationGraphConfiguration}
     * @throws IOException if the file cannot be read; the message names the file and the reason
     */
    static Object read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": there is no such file");
        }
        try {
            return new ConfigurationFile(isZip(file) ? fromModel(file) : bounded(Files.newInputStream(file))).load();
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static boolean isZip(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return (in.read() | in.read() << 8) == ZIP_MAGIC;
        }
    }

    private static String fromModel(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry entry = zip.getEntry(ModelSerializer.CONFIGURATION_JSON);
            if (entry == null) {
                throw new IOException(
                        "not a saved model: there is no " + ModelSerializer.CONFIGURATION_JSON + " in the zip file");
            }
            return bounded(zip.getInputStream(entry));
        } catch (ZipException e) {
            throw new IOException("not a complete zip file (" + e.getMessage() + ")", e);
        }
    }

    private static String bounded(InputStream stream) throws IOException {
        try (InputStream in = stream) {
            byte[] bytes = in.readNBytes(LARGEST_CONFIGURATION + 1);
            if (bytes.length > LARGEST_CONFIGURATION) {
                throw new IOException("not a configuration: larger than " + (LARGEST_CONFIGURATION >> 20) + " MiB");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /**
     * Checks a configuration without loading it.
     *
     * @throws IOException if it is no configuration, or names a class that is no part of one
     */
    static void check(byte[] content) throws IOException {
        new ConfigurationFile(bounded(new ByteArrayInputStream(content))).isStack();
    }

    /** Checks the content, and tests for layers in sequence. */
    private boolean isStack() throws IOException {
        try {
            scan();
        } catch (IOException | RuntimeException e) {
            throw new IOException("not a configuration: " + firstLine(e), e);
        }
        boolean stack = members.contains("confs");
        if (!stack && !members.contains("vertices")) {
            throw new IOException("not a configuration: it has neither layers (confs) nor vertices");
        }
        classes.check();
        return stack;
    }

    private Object load() throws IOException {
        boolean stack = isStack();
        try {
            if (format instanceof YAMLFactory) {
                return stack ? MultiLayerConfiguration.fromYaml(text) : ComputationGraphConfiguration.fromYaml(text);
            }
            return stack ? MultiLayerConfiguration.fromJson(text) : ComputationGraphConfiguration.fromJson(text);
        } catch (RuntimeException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw new IOException("DL4J cannot load this configuration: " + firstLine(cause), e);
        }
    }

    /** Reads every token as DL4J's mapper does, without creating objects. */
    private void scan() throws IOException {
        try (JsonParser parser = format.createParser(text)) {
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth > DEEPEST_NESTING) {
                    throw new IOException("nested more than " + DEEPEST_NESTING + " deep");
                }
                if (token == JsonToken.FIELD_NAME) {
                    classes.add(parser.getText(), null);
                    if (depth == 1) {
                        members.add(parser.getText());
                    }
                } else if (token == JsonToken.VALUE_STRING) {
                    classes.add(parser.getText(), parser.getCurrentName());
                }
                if (parser.canReadTypeId() && parser.getTypeId() != null) {
                    classes.addType(parser.getTypeId().toString());
                }
            }
        }
    }

    private static String firstLine(Throwable error) {
        return error.getMessage() == null
                ? error.toString()
                : error.getMessage().lines().findFirst().orElse("");
    }
}
