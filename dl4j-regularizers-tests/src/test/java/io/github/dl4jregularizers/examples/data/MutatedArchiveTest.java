package io.github.dl4jregularizers.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.dl4jregularizers.audit.Mutations;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged archives and image files are read, or refused with an {@code IOException}; a bomb does not fill the disk. */
class MutatedArchiveTest {

    private static final int FILES = 200 * Integer.getInteger("fuzz.rounds", 1);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String FOLDER = "cifar-10-batches-bin";

    @TempDir
    Path directory;

    private int refused;

    @Test
    void areReadOrRefused() throws IOException {
        byte[] archive = CifarFiles.tarGz(CifarFiles.writeCifar10(directory, 1, 1, 1, 1, 1));
        byte[] tar = new GZIPInputStream(new ByteArrayInputStream(archive)).readAllBytes();
        Mutations mutations = new Mutations(Long.getLong("fuzz.seed", 1));
        for (int i = 0; i < FILES; i++) {
            // Without its compression, an archive has no checksum of its files.
            byte[] mutated = i % 4 == 0 ? mutations.bytes(archive) : gzip(mutated(mutations, tar, i % 4));
            Path place = Files.createDirectory(directory.resolve("place" + i));
            Path file = Files.write(place.resolve("archive.tar.gz"), mutated);
            assertTimeoutPreemptively(LIMIT, () -> attempt(file, place));
            delete(place);
        }
        assertThat(refused).isBetween(FILES / 4, FILES - 1);
    }

    /** Damages any bytes, or the header of the first entry or of the first file. */
    private static byte[] mutated(Mutations mutations, byte[] tar, int kind) {
        if (kind == 1) {
            return mutations.bytes(tar);
        }
        byte[] damaged = tar.clone();
        int header = kind == 2 ? 0 : 512;
        damaged[header + mutations.below(160)] = (byte) mutations.below(256);
        return withChecksum(damaged, header);
    }

    /** The sum of the bytes of a header, in which the sum itself counts as blanks. */
    private static byte[] withChecksum(byte[] tar, int header) {
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += i >= 148 && i < 156 ? ' ' : tar[header + i] & 0xFF;
        }
        byte[] digits = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, tar, header + 148, digits.length);
        return tar;
    }

    private void attempt(Path file, Path place) {
        try {
            TarArchive.extract(file, FOLDER, place);
            CifarData.load(place, CifarData.Variant.CIFAR10);
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotBlank();
            refused++;
        }
    }

    static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> innermostFirst = files.sorted(Comparator.reverseOrder()).collect(Collectors.toList());
            for (Path file : innermostFirst) {
                Files.delete(file);
            }
        }
    }

    @Test
    void aBombIsRefusedBeforeItIsUnpacked() throws IOException {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        TarArchiveOutputStream tar = new TarArchiveOutputStream(header);
        TarArchiveEntry entry = new TarArchiveEntry(FOLDER + "/data_batch_1.bin");
        entry.setSize((1L << 30) + 1);
        tar.putArchiveEntry(entry);
        Path file = Files.write(directory.resolve("bomb.tar.gz"), gzip(header.toByteArray()));
        assertThatThrownBy(() -> TarArchive.extract(file, FOLDER, directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("at most 1000 entries and 1073741824 bytes");
    }

    @Test
    void tooManyEntriesAreRefused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            for (int i = 0; i <= 1000; i++) {
                tar.putArchiveEntry(new TarArchiveEntry(FOLDER + "/" + i + "/"));
                tar.closeArchiveEntry();
            }
        }
        Path file = Files.write(directory.resolve("many.tar.gz"), bytes.toByteArray());
        assertThatThrownBy(() -> TarArchive.extract(file, FOLDER, directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("at most 1000 entries");
        assertThat(directory.resolve(FOLDER)).doesNotExist();
    }
}
