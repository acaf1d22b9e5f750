package io.github.dl4jregularizers.cpu;

import io.github.dl4jregularizers.internal.backend.Backend;
import io.github.dl4jregularizers.internal.backend.DefaultBackend;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;

/** A test of kernels that run in host memory: skipped where the CPU module is off or ND4J runs on a GPU. */
@Tag("cpu")
@EnabledIf(
        value = "io.github.dl4jregularizers.cpu.RequiresCpuModule$Condition#isMet",
        disabledReason = "the CPU module is switched off, or ND4J's backend is not the CPU's")
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface RequiresCpuModule {

    /** Whether the CPU module is in use. */
    final class Condition {

        private Condition() {}

        static boolean isMet() {
            return Backend.current().getClass() != DefaultBackend.class;
        }
    }
}
