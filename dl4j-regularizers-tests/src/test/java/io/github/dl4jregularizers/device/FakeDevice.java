package io.github.dl4jregularizers.device;

import static net.bytebuddy.matcher.ElementMatchers.isAbstract;
import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.nameMatches;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;

import java.lang.invoke.MethodHandles;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.pool.TypePool;

/**
 * Redefines ND4J's buffers before they are loaded. Callers outside ND4J see what {@code BaseCudaDataBuffer} of
 * 1.0.0-M2.1 shows them:
 *
 * <ul>
 *   <li>{@code get..}, {@code as..}: the device's values, after a synchronization, which is counted;
 *   <li>{@code put}: reaches the device, counted;
 *   <li>{@code asNio..}: a synchronized copy; what is written there is lost;
 *   <li>{@code addressPointer}, {@code pointer}: host memory that no one synchronizes, here filled with NaN;
 *   <li>{@code address}: fails, as CUDA's does until a host copy exists.
 * </ul>
 */
final class FakeDevice {

    static final String PROPERTY = "fake.device";

    private static final String API = "org.nd4j.linalg.api.buffer.";
    private static final String CPU = "org.nd4j.linalg.cpu.nativecpu.buffer.";

    private static boolean installed;

    private FakeDevice() {}

    static boolean isOn() {
        return Boolean.getBoolean(PROPERTY);
    }

    static synchronized void install() {
        if (!installed) {
            redefine(API + "BaseDataBuffer", API + "DataType");
            redefine(CPU + "BaseCpuDataBuffer", CPU + "CpuDeallocator");
            installed = true;
        }
    }

    private static void redefine(String name, String neighbor) {
        ClassLoader loader = FakeDevice.class.getClassLoader();
        ClassFileLocator classFiles = ClassFileLocator.ForClassLoader.of(loader);
        TypeDescription type = TypePool.Default.of(classFiles).describe(name).resolve();
        byte[] changed = new ByteBuddy()
                .redefine(type, classFiles)
                .visit(Advice.to(BufferAdvice.Counted.class)
                        .on(isPublic().and(not(isAbstract())).and(nameMatches(Access.COUNTED))))
                .visit(Advice.to(BufferAdvice.Copied.class)
                        .on(isPublic().and(not(isAbstract())).and(nameMatches("asNio.*"))))
                .visit(Advice.to(BufferAdvice.Stale.class)
                        .on(not(isAbstract()).and(named("addressPointer").or(named("pointer")))))
                .visit(Advice.to(BufferAdvice.Unallocated.class)
                        .on(not(isAbstract()).and(named("address"))))
                .make()
                .getBytes();
        try {
            MethodHandles.privateLookupIn(Class.forName(neighbor, false, loader), MethodHandles.lookup())
                    .defineClass(changed);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
