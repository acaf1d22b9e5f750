package io.github.dl4jregularizers.internal.backend;

/** A shortcut without parameters: every so many rows and columns of the input, and channels of zeros behind its own. */
public interface PaddedLayer {

    /**
     * Returns the number of output channels.
     *
     * @return at least the number of input channels
     */
    int outputChannels();

    /**
     * Returns the distance of the rows and columns that are kept.
     *
     * @return at least 1
     */
    int keptEvery();

    /**
     * Tests the data format.
     *
     * @return true for channels last
     */
    boolean hasChannelsLast();
}
