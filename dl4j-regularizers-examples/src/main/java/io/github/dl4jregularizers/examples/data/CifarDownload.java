package io.github.dl4jregularizers.examples.data;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Downloads CIFAR-10 or CIFAR-100 from the official site, once.
 *
 * <p>The archive is written to {@code ….tar.gz.part}, which an interrupted download resumes. After the MD5 check it
 * gets its name, is unpacked beside the final folder, and is deleted. The folder appears in one step.
 */
public final class CifarDownload {

    private static final URI SITE = URI.create("https://www.cs.toronto.edu/~kriz/");

    private CifarDownload() {}

    /** Receives the progress of a download. */
    @FunctionalInterface
    public interface Progress {
        /**
         * Called for each piece received.
         *
         * @param bytes bytes so far, including earlier attempts
         * @param total bytes in the end, or -1 if unknown
         */
        void received(long bytes, long total);
    }

    /**
     * Downloads a set unless its files exist, with a progress bar on the console.
     *
     * @param directory parent of the folder of the files; created if missing
     * @param variant which set
     * @return the folder of the files
     * @throws IOException as {@link #fetch(Path, CifarData.Variant, Progress)}
     */
    public static Path fetch(Path directory, CifarData.Variant variant) throws IOException {
        try (DownloadBar bar = new DownloadBar(variant.archive)) {
            return fetch(directory, variant, bar);
        }
    }

    /**
     * Downloads a set unless its files exist.
     *
     * @param directory parent of the folder of the files; created if missing
     * @param variant which set
     * @param progress called for each piece
     * @return the folder of the files
     * @throws IOException if the site cannot be reached, the connection breaks, the MD5 is wrong, files cannot be
     *     written, or their folder has another content. After a broken connection, another call resumes
     */
    public static Path fetch(Path directory, CifarData.Variant variant, Progress progress) throws IOException {
        return fetch(SITE, directory, variant, variant.md5, progress);
    }

    /** Downloads a set from any site, with any MD5. */
    static Path fetch(URI site, Path directory, CifarData.Variant variant, String md5, Progress progress)
            throws IOException {
        Optional<Path> present = CifarData.find(directory, variant);
        if (present.isPresent()) {
            return present.get();
        }
        Path folder = directory.resolve(variant.folder);
        if (Files.exists(folder)) {
            throw new IOException(
                    folder + " is in the way: it holds no " + variant.namesFile + "; move it or delete it");
        }
        Path archive = directory.resolve(variant.archive);
        FileErrors.attempt("create " + directory, () -> Files.createDirectories(directory));
        new Download(site.resolve(variant.archive), archive, md5).run(progress);
        TarArchive.extract(archive, variant.folder, directory);
        FileErrors.attempt("delete " + archive, () -> Files.delete(archive));
        return folder;
    }
}
