package io.github.dl4jregularizers.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dl4jregularizers.examples.data.CifarData.Variant;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarDownloadTest {

    private static final String ARCHIVE = "cifar-10-binary.tar.gz";

    @TempDir
    private Path origin;

    @TempDir
    private Path parent;

    private Path directory;
    private byte[] archive;
    private CifarServer server;
    private final List<Long> progress = new ArrayList<>();

    @BeforeEach
    void serve() throws IOException {
        directory = parent.resolve("data");
        archive = CifarFiles.tarGz(CifarFiles.writeCifar10(origin, 2, 1, 1, 1, 1));
        server = new CifarServer(ARCHIVE, archive);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Path fetch(String md5) throws IOException {
        return CifarDownload.fetch(server.site(), directory, Variant.CIFAR10, md5, (bytes, total) -> {
            progress.add(bytes);
            assertThat(total).isEqualTo(archive.length);
        });
    }

    @Test
    void fetchesUnpacksAndLeavesOnlyTheFolder() throws IOException {
        assertThat(fetch(md5(archive))).isEqualTo(directory.resolve("cifar-10-batches-bin"));
        assertThat(CifarData.load(directory, Variant.CIFAR10).training().size()).isEqualTo(6);
        assertThat(leftOver()).containsExactly("cifar-10-batches-bin");
        assertThat(progress).isSorted().endsWith((long) archive.length);
        assertThat(server.requests).containsExactly("none");
    }

    @Test
    void doesNotFetchWhatIsThere() throws IOException {
        fetch(md5(archive));
        fetch("another");
        assertThat(CifarDownload.fetch(origin.resolve("cifar-10-batches-bin"), Variant.CIFAR10))
                .isEqualTo(origin.resolve("cifar-10-batches-bin"));
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void refusesAFolderThatIsInTheWay() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("cifar-10-batches-bin"));
        assertThatThrownBy(() -> fetch(md5(archive)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder + " is in the way");
        assertThat(server.requests).isEmpty();
    }

    @Test
    void goesOnAfterALostConnection() throws IOException {
        server.cutAfter = 100;
        assertThatThrownBy(() -> fetch(md5(archive)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Lost the connection")
                .hasMessageContaining("100 bytes")
                .hasMessageContaining("run again");
        assertThat(leftOver()).containsExactly(ARCHIVE + ".part");
        server.cutAfter = Integer.MAX_VALUE;
        fetch(md5(archive));
        assertThat(server.requests).containsExactly("none", "bytes=100-");
        assertThat(CifarData.load(directory, Variant.CIFAR10).training().size()).isEqualTo(6);
    }

    @Test
    void beginsAnewWhereTheServerIgnoresRanges() throws IOException {
        writePart(Arrays.copyOf(archive, 100));
        server.ranges = false;
        fetch(md5(archive));
        assertThat(server.requests).containsExactly("bytes=100-");
        assertThat(leftOver()).containsExactly("cifar-10-batches-bin");
    }

    @Test
    void refusesARangeThatWasNotRequested() throws IOException {
        writePart(Arrays.copyOf(archive, 100));
        server.rangeError = 1;
        assertThatThrownBy(() -> fetch(md5(archive)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("206")
                .hasMessageContaining("bytes 101-");
        assertThat(Files.size(directory.resolve(ARCHIVE + ".part"))).isEqualTo(100);
    }

    @Test
    void usesACompletePart() throws IOException {
        writePart(archive);
        fetch(md5(archive));
        assertThat(leftOver()).containsExactly("cifar-10-batches-bin");
    }

    @Test
    void wrongContentIsNamedAndDeleted() throws IOException {
        String expected = md5(new byte[1]);
        assertThatThrownBy(() -> fetch(expected))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("must be " + expected)
                .hasMessageContaining("was " + md5(archive));
        assertThat(leftOver()).isEmpty();
    }

    @Test
    void wrongArchiveOfTheUserIsNamedAndKept() throws IOException {
        Files.createDirectories(directory);
        Files.write(directory.resolve(ARCHIVE), new byte[7]);
        assertThatThrownBy(() -> fetch(md5(archive)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(directory.resolve(ARCHIVE).toString())
                .hasMessageContaining("delete it");
        assertThat(leftOver()).containsExactly(ARCHIVE);
        assertThat(server.requests).isEmpty();
    }

    @Test
    void missingFileNamesAddressAndStatus() {
        assertThatThrownBy(() -> CifarDownload.fetch(server.site(), directory, Variant.CIFAR100, "", (b, t) -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cifar-100-binary.tar.gz")
                .hasMessageContaining("404");
        assertThat(leftOver()).isEmpty();
    }

    @Test
    void unreachableSiteIsNamed() {
        URI closed = server.site();
        server.close();
        assertThatThrownBy(() -> CifarDownload.fetch(closed, directory, Variant.CIFAR10, "", (b, t) -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Cannot reach " + closed)
                .hasMessageContaining("refused");
    }

    @Test
    void archiveMustNotReachOutsideItsFolder() throws IOException {
        assertUnpackingFails(CifarFiles.tarGz("../escaped", new byte[3]), "../escaped");
        assertThat(directory.resolve("escaped")).doesNotExist();
        assertUnpackingFails(CifarFiles.tarGz("/escaped", new byte[3]), "/escaped");
        assertUnpackingFails(CifarFiles.tarGz("other/file", new byte[3]), "no folder cifar-10-batches-bin");
        assertUnpackingFails(Arrays.copyOf(archive, archive.length / 2), "unpack");
    }

    private void assertUnpackingFails(byte[] content, String message) throws IOException {
        Files.createDirectories(directory);
        Path file = Files.write(directory.resolve(ARCHIVE), content);
        assertThatThrownBy(() -> fetch(md5(content)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Cannot unpack " + file)
                .hasMessageContaining(message);
        assertThat(leftOver()).containsExactly(ARCHIVE);
    }

    @Test
    void placesThatCannotBeWrittenAreNamed() throws IOException {
        Files.createFile(directory);
        assertThatThrownBy(() -> fetch(md5(archive)))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot create " + directory + ": a file of that name is in the way");
    }

    @Test
    void fullDiskIsNamed() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "no device that is always full");
        Files.createDirectories(directory);
        Path part = Files.createSymbolicLink(directory.resolve(ARCHIVE + ".part"), full);
        assertThatThrownBy(() -> fetch(md5(archive)))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot write " + part + ": No space left on device");
        Files.delete(part);
    }

    private void writePart(byte[] content) throws IOException {
        Files.createDirectories(directory);
        Files.write(directory.resolve(ARCHIVE + ".part"), content);
    }

    private List<String> leftOver() {
        String[] names = directory.toFile().list();
        return names == null ? List.of() : List.of(names);
    }

    private static String md5(byte[] content) {
        try {
            return String.format(
                    "%032x", new BigInteger(1, MessageDigest.getInstance("MD5").digest(content)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
