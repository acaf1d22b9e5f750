package io.github.dl4jregularizers.audit;

import io.github.dl4jregularizers.internal.Arguments;
import io.github.dl4jregularizers.internal.snapshot.StoredArray;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.deeplearning4j.util.ModelSerializer;

/**
 * Reads a saved model from an untrusted source, and refuses what DL4J's {@code ModelSerializer} cannot load safely.
 *
 * <pre>{@code
 * MultiLayerNetwork network = ModelSerializer.restoreMultiLayerNetwork(CheckedModel.read(file), true);
 * }</pre>
 *
 * <p>Refused are:
 *
 * <ul>
 *   <li>configurations that name a class that is no part of a configuration, or are nested more than 200 deep;
 *   <li>arrays with sizes or strides beyond their bytes, which would crash the JVM or exhaust its memory;
 *   <li>{@code preprocessor.bin}, which DL4J reads by Java deserialization;
 *   <li>files whose uncompressed content is larger than a quarter of the Java heap, and two entries of one name.
 * </ul>
 *
 * <p>Other entries, such as {@code normalizer.bin}, are not checked. Load them from trusted sources only.
 */
public final class CheckedModel {

    private static final Set<String> ARRAYS = Set.of(ModelSerializer.COEFFICIENTS_BIN, ModelSerializer.UPDATER_BIN);
    private static final long LARGEST = Runtime.getRuntime().maxMemory() / 4;

    private CheckedModel() {}

    /**
     * Reads and checks a saved model.
     *
     * @param file zip file by {@code ModelSerializer}
     * @return the content, in memory
     * @throws IOException if the file is missing, damaged or refused; the message names the file and the reason
     * @throws IllegalArgumentException if file is null
     */
    public static InputStream read(Path file) throws IOException {
        Arguments.required("file", file);
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": there is no such file");
        }
        try {
            if (Files.size(file) > LARGEST) {
                throw tooLarge();
            }
            byte[] content = Files.readAllBytes(file);
            check(content);
            return new ByteArrayInputStream(content);
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Checks a saved model in memory. Reads the zip file as DL4J does: entry by entry, whatever the directory at its
     * end lists.
     *
     * @param content zip file by {@code ModelSerializer}
     * @throws IOException if the content is damaged or refused
     * @throws IllegalArgumentException if content is null
     */
    public static void check(byte[] content) throws IOException {
        Arguments.required("content", content);
        try {
            checkEntries(content);
        } catch (EOFException | IllegalArgumentException e) {
            throw new IOException("not a complete zip file", e);
        }
    }

    private static void checkEntries(byte[] content) throws IOException {
        Set<String> names = new HashSet<>();
        long remaining = LARGEST;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!names.add(entry.getName())) {
                    throw new IOException("two entries " + entry.getName());
                }
                if (entry.getName().equals(ModelSerializer.PREPROCESSOR_BIN)) {
                    throw new IOException(entry.getName() + " would be read by Java deserialization");
                }
                if (entry.getSize() > remaining) {
                    throw tooLarge();
                }
                remaining -= checkedSize(entry.getName(), zip, remaining);
                if (remaining < 0) {
                    throw tooLarge();
                }
            }
        }
        if (!names.contains(ModelSerializer.CONFIGURATION_JSON)) {
            throw new IOException(
                    "not a saved model: there is no " + ModelSerializer.CONFIGURATION_JSON + " in the zip file");
        }
    }

    /**
     * Checks the content of an entry for which there are rules. Others count by their size and are not kept.
     *
     * @return the size, at most one above the allowed one
     */
    private static long checkedSize(String name, ZipInputStream entry, long allowed) throws IOException {
        int limit = (int) Math.min(allowed + 1, Integer.MAX_VALUE - 8);
        if (!name.equals(ModelSerializer.CONFIGURATION_JSON) && !ARRAYS.contains(name)) {
            return entry.skip(limit);
        }
        byte[] bytes = entry.readNBytes(limit);
        if (bytes.length <= allowed) {
            check(name, bytes);
        }
        return bytes.length;
    }

    private static void check(String name, byte[] bytes) throws IOException {
        if (name.equals(ModelSerializer.CONFIGURATION_JSON)) {
            ConfigurationFile.check(bytes);
        } else if (ARRAYS.contains(name)
                && bytes.length > 0
                && StoredArray.at(bytes, 0).end() != bytes.length) {
            throw new IOException(name + " has bytes behind its array");
        }
    }

    private static IOException tooLarge() {
        return new IOException("larger than " + (LARGEST >> 20) + " MiB, a quarter of the Java heap");
    }
}
