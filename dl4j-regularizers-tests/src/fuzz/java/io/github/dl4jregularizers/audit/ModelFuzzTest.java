package io.github.dl4jregularizers.audit;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Saved models: what {@link CheckedModel} lets through is loaded by DL4J. */
@Tag("slow")
class ModelFuzzTest {

    private final FuzzedFile file = new FuzzedFile("mutated");
    private final FuzzedEntries model;

    ModelFuzzTest() throws IOException {
        model = new FuzzedEntries(MutatedFilesTest.model());
    }

    static Stream<byte[]> seeds() throws IOException {
        return new FuzzedEntries(MutatedFilesTest.model()).seeds();
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void isReadOrRefused(byte[] input) throws IOException {
        file.offer(model.zip(input), MutatedFilesTest::restore);
    }
}
