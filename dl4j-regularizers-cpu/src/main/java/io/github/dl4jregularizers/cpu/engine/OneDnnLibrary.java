package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_default_flags;

import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads the native library once per process. */
final class OneDnnLibrary {

    private static final Logger LOG = LoggerFactory.getLogger(OneDnnLibrary.class);

    private OneDnnLibrary() {}

    /** Whether the native library loads on this platform. The first call logs the reason if it does not. */
    static boolean isAvailable() {
        return Holder.ENGINE != null;
    }

    static dnnl_engine engine() {
        return Holder.ENGINE;
    }

    static boolean hasFastBfloat16() {
        int needed = dnnl_cpu_isa_avx512_core_bf16;
        return (dnnl_get_effective_cpu_isa() & needed) == needed;
    }

    /** A new in-order stream on the CPU. */
    static dnnl_stream newStream() {
        dnnl_stream stream = new dnnl_stream();
        OneDnnException.check(dnnl_stream_create(stream, engine(), dnnl_stream_default_flags), "dnnl_stream_create");
        return stream;
    }

    private static final class Holder {
        static final dnnl_engine ENGINE = create();

        private static dnnl_engine create() {
            try {
                dnnl_engine engine = new dnnl_engine();
                OneDnnException.check(dnnl_engine_create(engine, dnnl_cpu, 0), "dnnl_engine_create");
                return engine;
            } catch (LinkageError | RuntimeException e) {
                LOG.warn("oneDNN is not available, layers run one after another: {}", e.toString());
                return null;
            }
        }
    }
}
