package io.github.dl4jregularizers.examples.report;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.dl4jregularizers.audit.FuzzedFile;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Results of a comparison. What is read becomes a table and a page. */
@Tag("slow")
class ResultsFuzzTest {

    private final FuzzedFile file = new FuzzedFile(Results.FILE);

    static Stream<byte[]> seeds() throws IOException {
        return Stream.of(MutatedResultsTest.results());
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void areReadOrRefused(byte[] content) throws IOException {
        file.offer(content, MutatedResultsTest::read);
    }
}
