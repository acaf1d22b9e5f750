package io.github.dl4jregularizers.examples.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Unpacks one folder of a {@code .tar.gz} file, completely or not at all. */
final class TarArchive {

    /** Several times what the archives of CIFAR contain: a small archive must not fill the disk. */
    private static final long MOST_BYTES = 1L << 30;

    private static final int MOST_ENTRIES = 1000;

    private TarArchive() {}

    /**
     * Unpacks the folder.
     *
     * @param archive the file
     * @param folder name of the one folder in it
     * @param directory parent of the unpacked folder
     * @throws IOException if the archive is damaged, has other content or more than 1 GiB of it, or the files cannot be
     *     written
     */
    static void extract(Path archive, String folder, Path directory) throws IOException {
        Path workshop = directory.resolve(folder + ".unpacking");
        FileErrors.attempt("unpack " + archive + " into " + directory, () -> {
            delete(workshop);
            try {
                unpack(archive, workshop);
                Path unpacked = workshop.resolve(folder);
                if (!Files.isDirectory(unpacked)) {
                    throw new IOException("it holds no folder " + folder);
                }
                Files.move(unpacked, directory.resolve(folder), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                delete(workshop);
            }
        });
    }

    private static void unpack(Path archive, Path workshop) throws IOException {
        try (InputStream file = Files.newInputStream(archive);
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new GZIPInputStream(new BufferedInputStream(file)))) {
            long bytes = 0;
            int entries = 0;
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                bytes += entry.getRealSize();
                entries++;
                if (entry.getRealSize() < 0 || bytes > MOST_BYTES || entries > MOST_ENTRIES) {
                    throw new IOException(
                            "it must have at most " + MOST_ENTRIES + " entries and " + MOST_BYTES + " bytes unpacked");
                }
                Path target = workshop.resolve(entry.getName()).normalize();
                if (!target.startsWith(workshop.normalize()) || !(entry.isDirectory() || entry.isFile())) {
                    throw new IOException("it must hold files and folders within, but has " + entry.getName());
                }
                Files.createDirectories(entry.isDirectory() ? target : target.getParent());
                if (entry.isFile()) {
                    Files.copy(tar, target);
                }
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("it is damaged: " + e.getMessage(), e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> innermostFirst = files.sorted(Comparator.reverseOrder()).collect(Collectors.toList());
            for (Path file : innermostFirst) {
                Files.delete(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
