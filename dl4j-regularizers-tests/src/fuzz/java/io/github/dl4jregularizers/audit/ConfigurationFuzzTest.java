package io.github.dl4jregularizers.audit;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Configurations as JSON and YAML. */
@Tag("slow")
class ConfigurationFuzzTest {

    private final FuzzedFile file = new FuzzedFile("fuzzed.json");

    static Stream<byte[]> seeds() {
        String hostile = "{\"confs\": [{\"layer\": {\"@class\": \"" + HostileClass.class.getName() + "\"}}]}";
        return Stream.of(
                        MutatedFilesTest.conf().toJson(),
                        MutatedFilesTest.conf().toYaml(),
                        hostile)
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void isReadOrRefused(byte[] content) throws IOException {
        file.offer(content, RegularizationAudit::of);
    }
}
