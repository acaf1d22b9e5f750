package io.github.dl4jregularizers.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Modifier;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

@RequiresCpuModule
class MovedClassTest {

    private static final String NAME = MovedClassTest.class.getPackageName() + ".random.MovedEnvironment";

    @Test
    void definesAPublicCopyInTheOtherPackage() throws ReflectiveOperationException {
        Class<?> neighbor = Class.forName(MovedClassTest.class.getPackageName() + ".random.HostRandomFill");
        Class<?> copy = MovedClass.define(OneDnnEnvironment.class, NAME, neighbor);
        assertThat(copy.getName()).isEqualTo(NAME);
        assertThat(Modifier.isPublic(copy.getModifiers())).isTrue();
        Object instance = copy.getMethod("getInstance").invoke(null);
        assertThat(instance.getClass()).isSameAs(copy);
        assertThat(copy.getMethod("isUseMKLDNN").invoke(instance))
                .isEqualTo(OneDnnEnvironment.getInstance().isUseMKLDNN());
        assertThat(MovedClass.define(OneDnnEnvironment.class, NAME, neighbor)).isSameAs(copy);
    }

    @Test
    void namesTheClassThatTheJvmRefuses() {
        assertThatThrownBy(() -> MovedClass.define(OneDnnEnvironment.class, "java.lang.Moved", Object.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("java.lang.Moved");
    }

    /** The class comes from no jar: a file of that name would be another vendor's package in this library. */
    @Test
    void noFileHoldsTheClassThatDl4jLooksUp() throws java.io.IOException {
        new CurrentHost().oneDnnSwitchedOn();
        List<URL> files = Collections.list(
                getClass().getClassLoader().getResources("org/nd4j/nativeblas/Nd4jCpu$Environment.class"));
        assertThat(files).isEmpty();
        assertThat(OneDnn.class.getClassLoader()).isNotNull();
        assertThat(loaded("org.nd4j.nativeblas.Nd4jCpu$Environment")).isTrue();
    }

    private static boolean loaded(String name) {
        try {
            Class.forName(name);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
