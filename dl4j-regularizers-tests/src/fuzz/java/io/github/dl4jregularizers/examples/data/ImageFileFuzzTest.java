package io.github.dl4jregularizers.examples.data;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.dl4jregularizers.audit.FuzzedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Image files in both layouts, and archives. The first byte of the input chooses. */
@Tag("slow")
class ImageFileFuzzTest {

    private static final String FOLDER = "cifar-10-batches-bin";
    private static final int ARCHIVE = 2;

    private final FuzzedFile images = new FuzzedFile("fuzzed.bin");
    private final FuzzedFile archive = new FuzzedFile("fuzzed.tar.gz");

    static Stream<byte[]> seeds() throws IOException {
        byte[] zip = CifarFiles.tarGz(FOLDER + "/data_batch_1.bin", new byte[600]);
        byte[] tar = new GZIPInputStream(new ByteArrayInputStream(zip)).readAllBytes();
        return Stream.of(new byte[1 + 2 * 3073], chosen(1, new byte[2 * 3074]), chosen(ARCHIVE, tar));
    }

    private static byte[] chosen(int choice, byte[] content) {
        byte[] seed = new byte[1 + content.length];
        seed[0] = (byte) choice;
        System.arraycopy(content, 0, seed, 1, content.length);
        return seed;
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void isReadOrRefused(byte[] input) throws IOException {
        int choice = input.length == 0 ? 0 : (input[0] & 0xFF) % (ARCHIVE + 1);
        byte[] content = input.length == 0 ? input : Arrays.copyOfRange(input, 1, input.length);
        if (choice == ARCHIVE) {
            archive.offer(MutatedArchiveTest.gzip(content), this::extract);
        } else {
            CifarData.Variant variant = CifarData.Variant.values()[choice];
            List<String> names =
                    IntStream.range(0, variant.classes).mapToObj(i -> "class " + i).collect(Collectors.toList());
            images.offer(content, file -> CifarData.readFile(file, variant, names));
        }
    }

    private void extract(Path file) throws IOException {
        Path place = Files.createTempDirectory("place");
        try {
            TarArchive.extract(file, FOLDER, place);
        } finally {
            MutatedArchiveTest.delete(place);
        }
    }
}
