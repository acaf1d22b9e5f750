package io.github.dl4jregularizers.examples.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Downloads one file. Resumes an earlier attempt. The file appears only when complete and verified. */
final class Download {

    private static final int TIMEOUT_MILLISECONDS = 30_000;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final URI source;
    private final Path target;
    private final Path part;
    private final String md5;

    Download(URI source, Path target, String md5) {
        this.source = source;
        this.target = target;
        this.part = target.resolveSibling(target.getFileName() + ".part");
        this.md5 = md5;
    }

    /**
     * Downloads the file unless it exists.
     *
     * @param progress called for each piece
     * @throws IOException if the download fails, or the file is not the expected one
     */
    void run(CifarDownload.Progress progress) throws IOException {
        if (Files.exists(target)) {
            String present = md5(target);
            if (!present.equals(md5)) {
                throw wrong(target, present, "delete it to fetch it again");
            }
            return;
        }
        receive(progress);
        String received = md5(part);
        if (!received.equals(md5)) {
            // A resumed download could never succeed.
            FileErrors.attempt("delete " + part, () -> Files.delete(part));
            throw wrong(part, received, "deleted");
        }
        FileErrors.attempt("write " + target, () -> Files.move(part, target, StandardCopyOption.ATOMIC_MOVE));
    }

    private IOException wrong(Path file, String actual, String remedy) {
        return new IOException(
                "MD5 of " + file + " from " + source + " must be " + md5 + ", but was " + actual + "; " + remedy);
    }

    private void receive(CifarDownload.Progress progress) throws IOException {
        long present = Files.exists(part) ? Files.size(part) : 0;
        HttpURLConnection connection = (HttpURLConnection) source.toURL().openConnection();
        try {
            connection.setConnectTimeout(TIMEOUT_MILLISECONDS);
            connection.setReadTimeout(TIMEOUT_MILLISECONDS);
            if (present > 0) {
                connection.setRequestProperty("Range", "bytes=" + present + "-");
            }
            int status = connect(connection);
            if (status == RANGE_NOT_SATISFIABLE && present > 0) {
                return;
            }
            long start = start(connection, status, present);
            long rest = connection.getContentLengthLong();
            copy(connection, start, rest < 0 ? -1 : start + rest, progress);
        } finally {
            connection.disconnect();
        }
    }

    private int connect(HttpURLConnection connection) throws IOException {
        try {
            return connection.getResponseCode();
        } catch (IOException e) {
            throw new IOException("Cannot reach " + source + ": " + FileErrors.reason(e), e);
        }
    }

    /** Returns the position where the response starts: a server may ignore the requested range and send everything. */
    private long start(HttpURLConnection connection, int status, long present) throws IOException {
        if (status == HttpURLConnection.HTTP_OK) {
            return 0;
        }
        String range = connection.getHeaderField("Content-Range");
        if (status == HttpURLConnection.HTTP_PARTIAL && range != null && range.startsWith("bytes " + present + "-")) {
            return present;
        }
        throw new IOException("Cannot fetch " + source + ": the server answered " + status
                + (range == null ? "" : " with the range " + range));
    }

    private void copy(HttpURLConnection connection, long start, long total, CifarDownload.Progress progress)
            throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long done = start;
        try (InputStream in = connection.getInputStream();
                OutputStream out = open(start == 0)) {
            for (int count = read(in, buffer, done); count >= 0; count = read(in, buffer, done)) {
                int received = count;
                FileErrors.attempt("write " + part, () -> out.write(buffer, 0, received));
                done += count;
                progress.received(done, total);
            }
        }
        if (total >= 0 && done < total) {
            throw lost(done, "ended early", null);
        }
    }

    private OutputStream open(boolean anew) throws IOException {
        try {
            return Files.newOutputStream(
                    part,
                    StandardOpenOption.CREATE,
                    anew ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException("Cannot write " + part + ": " + FileErrors.reason(e), e);
        }
    }

    private int read(InputStream in, byte[] buffer, long done) throws IOException {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw lost(done, FileErrors.reason(e), e);
        }
    }

    private IOException lost(long done, String reason, IOException cause) {
        return new IOException(
                "Lost the connection to " + source + " after " + done + " bytes (" + reason + "); run again to go on",
                cause);
    }

    private static String md5(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
            return String.format("%032x", new BigInteger(1, digest.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has MD5", e);
        }
    }
}
