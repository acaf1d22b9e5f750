package io.github.dl4jregularizers.examples.network;

import io.github.dl4jregularizers.residual.ResidualBlock;

/** Changes the residual blocks of a network, for example their drop rates. */
@FunctionalInterface
public interface BlockChange {

    /**
     * Changes one block.
     *
     * @param block the block of the architecture
     * @param index position of the block, from 1 at the input
     * @param count number of blocks of the network
     * @return the block to use
     */
    ResidualBlock.Builder of(ResidualBlock.Builder block, int index, int count);
}
