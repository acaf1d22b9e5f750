package io.github.dl4jregularizers.cpu;

import io.github.dl4jregularizers.cpu.engine.OneDnnEngine;
import io.github.dl4jregularizers.cpu.random.HostRandomFill;
import io.github.dl4jregularizers.internal.backend.AdamStep;
import io.github.dl4jregularizers.internal.backend.BlockMask;
import io.github.dl4jregularizers.internal.backend.DefaultBackend;
import io.github.dl4jregularizers.internal.backend.LayerEngine;
import io.github.dl4jregularizers.internal.backend.RandomFill;
import io.github.dl4jregularizers.internal.backend.Transfer;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;

/** The backend for ND4J's CPU backend, whose arrays lie in the memory of the host. */
public final class CpuBackend extends DefaultBackend {

    private final RandomFill randomFill = new HostRandomFill();
    private final Transfer transfer = new HostTransfer();
    private final BlockMask blockMask = new HostBlockMask();
    private final AdamStep adamStep = new HostAdamStep();
    private final LayerEngine layerEngine = new OneDnnEngine(CpuEngine::isBfloat16);

    @Override
    public boolean isSupported() {
        return Nd4j.getExecutioner().type() == ExecutionerType.NATIVE_CPU;
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
        return layerEngine;
    }

    @Override
    public String toString() {
        return "host memory";
    }
}
