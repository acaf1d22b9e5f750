package io.github.dl4jregularizers.architecture.planted;

import io.github.dl4jregularizers.cpu.OneDnn;

/** Uses the CPU module. */
public final class CpuUser {

    private CpuUser() {}

    static OneDnn.Status enabled() {
        return OneDnn.enable();
    }
}
