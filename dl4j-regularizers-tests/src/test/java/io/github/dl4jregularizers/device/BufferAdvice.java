package io.github.dl4jregularizers.device;

import java.nio.Buffer;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataBuffer;

/** Code that is inlined into ND4J's buffers. */
final class BufferAdvice {

    private BufferAdvice() {}

    /** Counts the outermost of nested accesses. */
    static final class Counted {

        private Counted() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.This Object buffer, @Advice.Origin("#m") String method) {
            AccessLog.enter((DataBuffer) buffer, method);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class)
        static void exit() {
            AccessLog.exit();
        }
    }

    /** Returns a copy instead of the memory itself. */
    static final class Copied {

        private Copied() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object memory) {
            memory = HostCopies.seenFrom((Buffer) memory);
        }
    }

    /** Returns memory that is not the device's. */
    static final class Stale {

        private Stale() {}

        @Advice.OnMethodExit
        static void exit(
                @Advice.This Object buffer,
                @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object memory) {
            memory = HostCopies.seenFrom((DataBuffer) buffer, (Pointer) memory);
        }
    }

    /** Fails for callers outside ND4J. */
    static final class Unallocated {

        private Unallocated() {}

        @Advice.OnMethodEnter
        static void enter() {
            HostCopies.requireHostCopy();
        }
    }
}
