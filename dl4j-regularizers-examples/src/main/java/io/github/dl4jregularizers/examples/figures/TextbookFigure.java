package io.github.dl4jregularizers.examples.figures;

/**
 * One figure: a claim, its measurement with one seed, and its presentation over all seeds. Implementations have a
 * constructor without arguments and are listed in {@code META-INF/services}.
 */
public interface TextbookFigure {

    /**
     * Returns the name on the command line and of the files.
     *
     * @return lower-case letters, digits and hyphens
     */
    String name();

    /**
     * Returns the number of the subject in Prince, "Understanding Deep Learning". Figures are sorted by it.
     *
     * @return chapter and number, such as 9.4 or 9.5a, or only the chapter
     */
    String section();

    /**
     * Returns the title.
     *
     * @return a few words
     */
    String title();

    /**
     * Returns the claim of the theory, in words of its own.
     *
     * @return one to three sentences
     */
    String claim();

    /**
     * Returns how many seeds are measured: 1, 2, ..., n.
     *
     * @param quick whether to compute a small version
     * @return n, at least 1
     */
    int seeds(boolean quick);

    /**
     * Returns the expected time of one seed, for the progress bar only.
     *
     * @param quick whether to compute a small version
     * @return seconds on one core, above 0
     */
    double seconds(boolean quick);

    /**
     * Tests whether the numbers contain times. Such a figure is measured when nothing else is.
     *
     * @return false by default
     */
    default boolean isTimed() {
        return false;
    }

    /**
     * Measures with one seed. The numbers depend on the context only: ND4J's generator is seeded before the call, and
     * every other draw uses the context's seed.
     *
     * @param context seed, size and progress
     * @return all numbers that the presentation needs
     */
    Measurements measure(FigureContext context);

    /**
     * Draws charts, fills the table and judges the claim. Uses the stored numbers only.
     *
     * @param results the measurements of all seeds
     * @return charts, table and verdict
     */
    Presentation present(SeedResults results);
}
