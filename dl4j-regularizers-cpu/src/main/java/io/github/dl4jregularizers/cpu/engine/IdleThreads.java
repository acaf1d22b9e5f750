package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Lets idle OpenMP threads sleep. After each of ND4J's parallel loops, the threads of GNU's OpenMP wait busily for
 * milliseconds and take processors from the engine. This wait is about a thousand times shorter once OpenMP has more
 * threads than there are processors. One more thread, which always sleeps, has this effect.
 */
final class IdleThreads {

    private static final int VALUES = 1 << 14;

    private IdleThreads() {}

    /** Starts the additional thread in the first call. */
    static void letSleep() {
        Holder.start();
    }

    private static final class Holder {

        static {
            Thread thread = new Thread(Holder::hold, "dl4j-regularizers-cpu-openmp");
            thread.setDaemon(true);
            thread.start();
        }

        static void start() {
            // The class starts the thread when it is initialized.
        }

        /** OpenMP keeps the threads of a loop as long as the thread that ran it. */
        private static void hold() {
            NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(2);
            runLoop();
            while (!Thread.currentThread().isInterrupted()) {
                LockSupport.park();
            }
        }

        private static void runLoop() {
            Handles handles = new Handles();
            Arena arena = new Arena();
            try {
                Layout layout = Layout.plain(Layout.FLOAT, VALUES);
                arena.require(2 * layout.bytes(), 0, 0, 1);
                Primitive loop = new Elementwise(handles).forward(Eltwise.RELU, layout);
                List<Argument> arguments = List.of(
                        Argument.fixed(DNNL_ARG_SRC, Operand.arena(layout, 0, 0)),
                        Argument.fixed(DNNL_ARG_DST, Operand.arena(layout, layout.bytes(), 0)));
                Run run = new Run(1, 1, arena, 0, 0);
                Worker worker = new Worker(0, Streams.ofThread());
                new BoundCall(loop, arguments, null, 0, handles).execute(run, worker, 0);
            } finally {
                handles.run();
                arena.close();
            }
        }
    }
}
