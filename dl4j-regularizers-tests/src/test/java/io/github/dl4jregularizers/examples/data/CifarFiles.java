package io.github.dl4jregularizers.examples.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Writes small files in CIFAR's layout. */
final class CifarFiles {

    private CifarFiles() {}

    /** Writes the folder of CIFAR-10; labels and first pixels count the records over all training files. */
    static Path writeCifar10(Path directory, int... recordsPerFile) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("cifar-10-batches-bin"));
        int next = 0;
        for (int file = 0; file < recordsPerFile.length; file++) {
            Files.write(folder.resolve("data_batch_" + (file + 1) + ".bin"), records(next, recordsPerFile[file]));
            next += recordsPerFile[file];
        }
        Files.write(folder.resolve("test_batch.bin"), records(0, 1));
        Files.write(folder.resolve("batches.meta.txt"), Images.names(10));
        return folder;
    }

    private static byte[] records(int first, int count) {
        byte[] records = new byte[count * 3073];
        for (int i = 0; i < count; i++) {
            records[i * 3073] = (byte) ((first + i) % 10);
            records[i * 3073 + 1] = (byte) (first + i);
        }
        return records;
    }

    /** Packs one file, under any name. */
    static byte[] tarGz(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            add(tar, name, content);
        }
        return bytes.toByteArray();
    }

    /** Packs a folder of files. */
    static byte[] tarGz(Path folder) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes));
                Stream<Path> files = Files.list(folder)) {
            tar.putArchiveEntry(new TarArchiveEntry(folder.getFileName() + "/"));
            tar.closeArchiveEntry();
            for (Path file : (Iterable<Path>) files::iterator) {
                add(tar, folder.getFileName() + "/" + file.getFileName(), Files.readAllBytes(file));
            }
        }
        return bytes.toByteArray();
    }

    private static void add(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }
}
