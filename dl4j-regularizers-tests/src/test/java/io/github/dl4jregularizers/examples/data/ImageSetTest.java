package io.github.dl4jregularizers.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageSetTest {

    @Test
    void pixelsAreUnsignedPlanesAndCopied() {
        byte[] pixels = new byte[2 * 3072];
        pixels[3072 + 2 * 1024 + 5 * 32 + 9] = (byte) 200;
        int[] labels = {1, 0};
        ImageSet images = new ImageSet(pixels, labels, List.of("a", "b"));
        pixels[3072 + 2 * 1024 + 5 * 32 + 9] = 0;
        labels[0] = 0;
        assertThat(images.pixel(1, 2, 5, 9)).isEqualTo(200);
        assertThat(images.label(0)).isEqualTo(1);
        assertThat(images.size()).isEqualTo(2);
        assertThat(images.classes()).isEqualTo(2);
    }

    @Test
    void refusesPixelsAndLabelsThatDoNotMatch() {
        assertThatThrownBy(() -> new ImageSet(new byte[3071], new int[1], List.of("a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3072 bytes")
                .hasMessageContaining("3071");
        assertThatThrownBy(() -> new ImageSet(new byte[2 * 3072], new int[] {0, 1}, List.of("a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("label of image 1")
                .hasMessageContaining("[0, 0]");
    }

    @Test
    void selectKeepsTheGivenOrder() {
        ImageSet images = Images.balanced(3, 6);
        ImageSet selected = images.select(new int[] {5, 0, 5});
        assertThat(selected.size()).isEqualTo(3);
        assertThat(selected.label(0)).isEqualTo(2);
        assertThat(selected.label(1)).isZero();
        assertThat(Images.pixels(selected, 2)).isEqualTo(Images.pixels(images, 5));
        assertThatThrownBy(() -> images.select(new int[] {6}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[0, 5]");
    }

    @Test
    void stratifiedKeepsClassShares() {
        // 50 %, 30 %, 20 % of 40
        int[] labels = new int[40];
        Arrays.fill(labels, 20, 32, 1);
        Arrays.fill(labels, 32, 40, 2);
        ImageSet images = Images.random(3, labels);
        assertThat(Images.counts(images.stratified(20, 7))).containsExactly(10, 6, 4);
        // Exact shares 5.5, 3.3, 2.2: the one image left over goes to the largest remainder.
        assertThat(Images.counts(images.stratified(11, 7))).containsExactly(6, 3, 2);
        assertThat(images.stratified(40, 7)).isSameAs(images);
        assertThat(images.stratified(1000, 7)).isSameAs(images);
    }

    @Test
    void stratifiedIsDeterminedByTheSeed() {
        ImageSet images = Images.balanced(2, 60);
        assertThat(content(images.stratified(20, 1))).isEqualTo(content(images.stratified(20, 1)));
        assertThat(content(images.stratified(20, 1))).isNotEqualTo(content(images.stratified(20, 2)));
    }

    @Test
    void stratifiedRefusesFewerImagesThanClasses() {
        assertThatThrownBy(() -> Images.balanced(10, 30).stratified(9, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(">= 10")
                .hasMessageContaining("9");
    }

    @Test
    void splitPartsAreDisjointCompleteAndBalanced() {
        ImageSet images = Images.balanced(5, 50);
        ImageSet[] parts = images.split(0.2, 3);
        assertThat(Images.counts(parts[0])).containsOnly(8);
        assertThat(Images.counts(parts[1])).containsOnly(2);
        List<List<Integer>> all = content(parts[0]);
        all.addAll(content(parts[1]));
        assertThat(all).containsExactlyInAnyOrderElementsOf(content(images)).doesNotHaveDuplicates();
        assertThat(content(images.split(0.2, 3)[1])).isEqualTo(content(parts[1]));
    }

    @Test
    void splitWithoutValidationKeepsEverything() {
        ImageSet images = Images.balanced(5, 10);
        ImageSet[] parts = images.split(0, 3);
        assertThat(content(parts[0])).isEqualTo(content(images));
        assertThat(parts[1].size()).isZero();
        assertThat(parts[1].classNames()).isEqualTo(images.classNames());
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, Double.NaN, 0.01, 0.99})
    void splitRefusesSharesThatLeaveAPartEmpty(double share) {
        assertThatThrownBy(() -> Images.balanced(5, 10).split(share, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("validation share")
                .hasMessageContaining(String.valueOf(share));
    }

    @Test
    void dataReplacesItsParts() {
        ImageSet images = Images.balanced(5, 50);
        ImageData data = new ImageData("test", images, images.select(new int[0]), images);
        ImageData smaller = data.withTrainingLimit(20, 1).withTestLimit(10, 1).withValidation(0.25, 1);
        assertThat(smaller.training().size()).isEqualTo(15);
        assertThat(smaller.validation().size()).isEqualTo(5);
        assertThat(smaller.test().size()).isEqualTo(10);
        assertThat(smaller.name()).isEqualTo("test");
        assertThatThrownBy(() -> new ImageData("test", images, images, Images.balanced(4, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("class 3");
    }

    private static List<List<Integer>> content(ImageSet images) {
        List<List<Integer>> content = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            content.add(Images.pixels(images, i));
        }
        return content;
    }
}
