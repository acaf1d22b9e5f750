package io.github.dl4jregularizers.examples.training;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.dl4jregularizers.audit.FuzzedEntries;
import io.github.dl4jregularizers.audit.FuzzedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Checkpoints: a model with the settings and the log of a run. */
@Tag("slow")
class CheckpointFuzzTest {

    private static final FuzzedEntries CHECKPOINT = checkpoint();

    private final FuzzedFile file = new FuzzedFile("fuzzed.zip");

    private static FuzzedEntries checkpoint() {
        try {
            Path directory = Files.createTempDirectory("checkpoint");
            new Trainer(TinyRun.options().epochs(1).directory(directory).build())
                    .train(TinyRun.stack(), TinyRun.data(0));
            return new FuzzedEntries(Files.readAllBytes(directory.resolve(Checkpoint.LAST)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<byte[]> seeds() {
        return CHECKPOINT.seeds();
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void isReadOrRefused(byte[] input) throws IOException {
        file.offer(CHECKPOINT.zip(input), Checkpoint::read);
    }
}
