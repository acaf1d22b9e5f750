package io.github.dl4jregularizers.examples.data;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Fetches CIFAR-10 or CIFAR-100 from the official site, once.
 *
 * <p>The archive grows as {@code ….tar.gz.part}, where an interrupted download goes on; it gets its name after its MD5
 * was found right, and is unpacked beside the final folder, which appears in one step. The archive is then deleted.
 */
public final class CifarDownload {

    private static final URI SITE = URI.create("https://www.cs.toronto.edu/~kriz/");

    private CifarDownload() {}

    /** Hears how far a download is. */
    @FunctionalInterface
    public interface Progress {
        /**
         * More has come.
         *
         * @param bytes how many there are, with those of earlier attempts
         * @param total how many there will be, or -1 if the server does not say
         */
        void received(long bytes, long total);
    }

    /**
     * Fetches a set unless its files are there, with a progress bar on the console.
     *
     * @param directory where the folder of the files goes; created if missing
     * @param variant which set
     * @return the folder with the files
     * @throws IOException as {@link #fetch(Path, CifarData.Variant, Progress)}
     */
    public static Path fetch(Path directory, CifarData.Variant variant) throws IOException {
        try (DownloadBar bar = new DownloadBar(variant.archive)) {
            return fetch(directory, variant, bar);
        }
    }

    /**
     * Fetches a set unless its files are there.
     *
     * @param directory where the folder of the files goes; created if missing
     * @param variant which set
     * @param progress hears of every piece
     * @return the folder with the files
     * @throws IOException if the site cannot be reached, the connection breaks (another call goes on from there), the
     *     MD5 is wrong (what came is deleted), the files cannot be written, or a folder of their name holds something
     *     else
     */
    public static Path fetch(Path directory, CifarData.Variant variant, Progress progress) throws IOException {
        return fetch(SITE, directory, variant, variant.md5, progress);
    }

    /** The same from any site, with any MD5. */
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
