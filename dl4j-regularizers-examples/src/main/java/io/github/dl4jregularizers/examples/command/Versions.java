package io.github.dl4jregularizers.examples.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Versions of the program and its environment. */
final class Versions implements IVersionProvider {

    /** Program, DL4J, Java and machine, by name. */
    static Map<String, String> all() {
        Properties built = new Properties();
        try (InputStream in = Versions.class.getResourceAsStream("versions.properties")) {
            built.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("dl4j-regularizers", built.getProperty("program"));
        versions.put("Deeplearning4j", built.getProperty("dl4j"));
        versions.put("Java", System.getProperty("java.version") + ", " + System.getProperty("java.vm.vendor"));
        versions.put(
                "machine",
                System.getProperty("os.name") + ", " + System.getProperty("os.arch") + ", "
                        + Runtime.getRuntime().availableProcessors() + " processors");
        return versions;
    }

    @Override
    public String[] getVersion() {
        return all().entrySet().stream()
                .map(version -> version.getKey() + " " + version.getValue())
                .toArray(String[]::new);
    }
}
