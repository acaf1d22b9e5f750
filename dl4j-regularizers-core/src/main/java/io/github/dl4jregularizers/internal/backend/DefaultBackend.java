package io.github.dl4jregularizers.internal.backend;

/** Uses ND4J operations and bulk transfers only. */
public class DefaultBackend implements Backend {

    private final RandomFill randomFill = new NativeRandomFill();
    private final Transfer transfer = new BulkTransfer();
    private final BlockMask blockMask = new PooledBlockMask();
    private final AdamStep adamStep = new NativeAdamStep();

    @Override
    public boolean isSupported() {
        return true;
    }

    @Override
    public RandomFill randomFill() {
        return randomFill;
    }

    @Override
    public Transfer transfer() {
        return transfer;
    }

    @Override
    public BlockMask blockMask() {
        return blockMask;
    }

    @Override
    public AdamStep adamStep() {
        return adamStep;
    }

    @Override
    public LayerEngine layerEngine() {
        return LayerEngine.NONE;
    }

    @Override
    public String toString() {
        return "ND4J operations";
    }
}
