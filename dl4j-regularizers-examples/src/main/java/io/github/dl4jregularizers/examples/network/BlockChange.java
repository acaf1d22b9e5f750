package io.github.dl4jregularizers.examples.network;

import io.github.dl4jregularizers.residual.ResidualBlock;

/** Sets what may differ between the residual blocks of a network, such as their drop rate. */
@FunctionalInterface
public interface BlockChange {

    /**
     * Changes one block.
     *
     * @param block as the architecture has it
     * @param index position of the block, from 1, the one next to the input first
     * @param count number of blocks of the network
     * @return the block to use
     */
    ResidualBlock.Builder of(ResidualBlock.Builder block, int index, int count);
}
