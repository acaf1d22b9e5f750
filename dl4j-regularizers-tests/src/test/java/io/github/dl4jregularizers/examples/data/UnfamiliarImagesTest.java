package io.github.dl4jregularizers.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnfamiliarImagesTest {

    @Test
    void dependOnTheSeedAndOnTheirPlaceAlone() {
        for (IntFunction<ImageSet> set : Arrays.<IntFunction<ImageSet>>asList(
                count -> UnfamiliarImages.noise(count, 4), count -> UnfamiliarImages.figures(count, 4))) {
            ImageSet images = set.apply(6);
            assertThat(images.classNames()).containsExactly("unknown");
            assertThat(set.apply(3).pixels()).isEqualTo(Arrays.copyOf(images.pixels(), 3 * ImageSet.IMAGE));
        }
        assertThat(UnfamiliarImages.noise(2, 5).pixels())
                .isNotEqualTo(UnfamiliarImages.noise(2, 4).pixels());
        assertThat(UnfamiliarImages.figures(2, 5).pixels())
                .isNotEqualTo(UnfamiliarImages.figures(2, 4).pixels());
    }

    @Test
    void noiseHasEveryIntensity() {
        byte[] pixels = UnfamiliarImages.noise(4, 1).pixels();
        assertThat(IntStream.range(0, pixels.length).map(i -> pixels[i]).boxed().collect(Collectors.toSet()))
                .hasSize(256);
    }

    @Test
    void refuseNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UnfamiliarImages.noise(0, 1))
                .withMessage("number of images must be >= 1, but was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> UnfamiliarImages.figures(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> ShapesData.heldOut(0, 1));
    }

    @Test
    void heldOutShapesAreInNeitherOtherSet() {
        ImageData data = ShapesData.generate(20, 20, 1);
        ImageSet heldOut = ShapesData.heldOut(20, 1);
        for (ImageSet other : new ImageSet[] {data.training(), data.test()}) {
            for (int i = 0; i < 20; i++) {
                assertThat(image(heldOut, i)).isNotEqualTo(image(other, i));
            }
        }
    }

    private static byte[] image(ImageSet images, int image) {
        return Arrays.copyOfRange(images.pixels(), image * ImageSet.IMAGE, (image + 1) * ImageSet.IMAGE);
    }

    @Test
    void whatALimitLeavesIsTheRest() {
        ImageSet images = ShapesData.heldOut(50, 1);
        ImageSet chosen = images.stratified(20, 3);
        ImageSet rest = images.leftByStratified(20, 3);

        assertThat(rest.size()).isEqualTo(30);
        for (int i = 0; i < rest.size(); i++) {
            for (int j = 0; j < chosen.size(); j++) {
                assertThat(image(rest, i)).isNotEqualTo(image(chosen, j));
            }
        }
        assertThat(images.leftByStratified(50, 3).size()).isZero();
    }
}
