package io.github.dl4jregularizers.examples.figures.plot;

import io.github.dl4jregularizers.examples.Require;
import io.github.dl4jregularizers.examples.report.Html;
import io.github.dl4jregularizers.examples.report.Pictures;
import java.awt.image.BufferedImage;

/** A bitmap with a caption. Immutable. */
public final class Picture {

    private final String description;
    private final String caption;
    private final BufferedImage image;

    /**
     * A bitmap with its texts.
     *
     * @param description text for screen readers
     * @param caption text below
     * @param image the bitmap
     */
    public Picture(String description, String caption, BufferedImage image) {
        this.description = Require.given("description", description);
        this.caption = Require.given("caption", caption);
        this.image = Require.given("image", image);
    }

    /**
     * Returns the bitmap.
     *
     * @return the bitmap
     */
    public BufferedImage image() {
        return image;
    }

    /**
     * Returns a figure with embedded pixels.
     *
     * @return HTML
     */
    public String html() {
        return Pictures.figure(image, description, Html.escape(caption));
    }
}
