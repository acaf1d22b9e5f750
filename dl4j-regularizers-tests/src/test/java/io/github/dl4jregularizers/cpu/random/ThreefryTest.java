package io.github.dl4jregularizers.cpu.random;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.cpu.RequiresCpuModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@RequiresCpuModule
class ThreefryTest {

    /**
     * The known answers that come with Random123 1.09 (tests/kat_vectors), the generator's reference implementation.
     */
    @ParameterizedTest
    @CsvSource({
        "00000000 00000000, 00000000 00000000, 9d1c5ec6 8bd50731",
        "ffffffff ffffffff, ffffffff ffffffff, fd36d048 2d17272c",
        "243f6a88 85a308d3, 13198a2e 03707344, ba3e4725 f27d669e"
    })
    void givesTheKnownAnswers(String counter, String key, String answer) {
        Threefry words = new Threefry(number(key));
        words.compute(number(counter), 1);
        assertThat((words.second[0] & 0xFFFFFFFFL) << 32 | words.first[0] & 0xFFFFFFFFL)
                .isEqualTo(number(answer));
    }

    /** Two words, the low one first. */
    private static long number(String words) {
        return Long.parseUnsignedLong(words.substring(9) + words.substring(0, 8), 16);
    }

    @Test
    void aBlockIsTheSameWhereverItsComputationBegins() {
        Threefry whole = new Threefry(42);
        whole.compute(3 * Threefry.BLOCKS, Threefry.BLOCKS);
        Threefry alone = new Threefry(42);
        for (int block : new int[] {0, 1, 7, 1023}) {
            alone.compute(3 * Threefry.BLOCKS + block, 1);
            assertThat(alone.first[0]).isEqualTo(whole.first[block]);
            assertThat(alone.second[0]).isEqualTo(whole.second[block]);
        }
    }
}
