package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_destroy;

import java.lang.ref.Cleaner;
import org.bytedeco.dnnl.dnnl_stream;

/** One oneDNN stream per thread. */
final class Streams {

    private static final Cleaner CLEANER = Cleaner.create();
    private static final ThreadLocal<Owned> OF_THREAD = ThreadLocal.withInitial(Owned::new);

    private Streams() {}

    static dnnl_stream ofThread() {
        return OF_THREAD.get().stream;
    }

    /** Destroys the stream when the thread is gone. */
    private static final class Owned {

        private final dnnl_stream stream = OneDnnLibrary.newStream();

        Owned() {
            dnnl_stream handle = stream;
            CLEANER.register(this, () -> dnnl_stream_destroy(handle));
        }
    }
}
