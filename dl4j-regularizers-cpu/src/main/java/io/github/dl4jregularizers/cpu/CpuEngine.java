package io.github.dl4jregularizers.cpu;

import io.github.dl4jregularizers.cpu.engine.OneDnnEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settings of the oneDNN engine, which runs {@code LayerSequence} and {@code ResidualBlock} of FLOAT networks.
 *
 * <p>BFLOAT16: feature maps and their gradients, and copies of the weights, have 16 bits. Parameters, their gradients,
 * the updater state and the statistics of batch normalization stay FLOAT. Faster only on CPUs with instructions for it
 * (AVX512_BF16 or AMX). Off by default; {@code -Ddl4j.regularizers.cpu.bfloat16=true} turns it on, too.
 */
public final class CpuEngine {

    /** The system property that turns BFLOAT16 on, if its value is {@code true}. */
    public static final String BFLOAT16_PROPERTY = "dl4j.regularizers.cpu.bfloat16";

    private static final Logger LOG = LoggerFactory.getLogger(CpuEngine.class);

    private static volatile boolean isBfloat16Wanted = Boolean.getBoolean(BFLOAT16_PROPERTY);

    private CpuEngine() {}

    /**
     * Turns BFLOAT16 on or off for networks that are initialized from now on. Logs a warning where the CPU lacks
     * instructions for it; networks then compute in FLOAT.
     *
     * @param enabled whether to compute in BFLOAT16
     * @return whether networks initialized from now on compute in BFLOAT16
     */
    public static boolean bfloat16(boolean enabled) {
        isBfloat16Wanted = enabled;
        return isBfloat16();
    }

    /**
     * Tests whether networks initialized from now on compute in BFLOAT16.
     *
     * @return false if it is off, or the CPU lacks instructions for it
     */
    public static boolean isBfloat16() {
        if (isBfloat16Wanted && !OneDnnEngine.hasFastBfloat16()) {
            LOG.warn("The CPU has no instructions for BFLOAT16 (AVX512_BF16 or AMX): networks compute in FLOAT");
            isBfloat16Wanted = false;
        }
        return isBfloat16Wanted;
    }
}
