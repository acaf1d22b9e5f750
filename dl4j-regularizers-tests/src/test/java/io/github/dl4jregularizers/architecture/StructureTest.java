package io.github.dl4jregularizers.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.lang.ArchRule;
import io.github.dl4jregularizers.architecture.planted.CpuUser;
import io.github.dl4jregularizers.architecture.planted.HostMemoryUser;
import io.github.dl4jregularizers.architecture.planted.InternalsUser;
import io.github.dl4jregularizers.architecture.planted.cycle.first.There;
import io.github.dl4jregularizers.architecture.planted.cycle.second.Back;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Dependencies between packages and on host memory. A planted violation of each rule is found. */
class StructureTest {

    @Test
    void coreUsesNoMemoryOfTheHost() {
        Structure.noHostMemory().check(Modules.core());
    }

    @Test
    void useOfHostMemoryIsFound() {
        List<String> found = violations(Structure.noHostMemory(), HostMemoryUser.class);
        for (String method :
                List.of("throughJavaBuffer", "throughPointer", "throughNio", "element", "write", "copy", "address")) {
            assertThat(found).as(method).anyMatch(line -> line.contains("HostMemoryUser." + method + "("));
        }
        assertThat(found).noneMatch(line -> line.contains("HostMemoryUser.allowed("));
    }

    @Test
    void modulesDependOnThoseBelow() {
        String cpu = Modules.BASE + ".cpu..";
        String examples = Modules.BASE + ".examples..";
        String[] testkit = {Modules.BASE + ".contract..", Modules.BASE + ".reference.."};
        Structure.noDependencyOn(cpu, examples).check(Modules.core());
        Structure.noDependencyOn(examples).check(Modules.cpu());
        Structure.noDependencyOn(cpu, examples).check(Modules.testkit());
        Structure.noDependencyOn(testkit).check(Modules.core());
        Structure.noDependencyOn(testkit).check(Modules.cpu());
        Structure.noDependencyOn(testkit).check(Modules.examples());
    }

    @Test
    void useOfAnotherModuleIsFound() {
        assertThat(violations(Structure.noDependencyOn(Modules.BASE + ".cpu.."), CpuUser.class, InternalsUser.class))
                .isNotEmpty()
                .allMatch(line -> line.contains("CpuUser"));
    }

    @Test
    void examplesUseThePublicInterfaceOnly() {
        Structure.noDependencyOn(Modules.BASE + ".internal..").check(Modules.examples());
    }

    @Test
    void useOfInternalsIsFound() {
        assertThat(violations(
                        Structure.noDependencyOn(Modules.BASE + ".internal.."), CpuUser.class, InternalsUser.class))
                .isNotEmpty()
                .allMatch(line -> line.contains("InternalsUser"));
    }

    @Test
    void packagesHaveNoCycles() {
        Structure.noCycles().check(Modules.library());
        Structure.noCycles().check(Modules.examples());
    }

    @Test
    void aCycleIsFound() {
        assertThat(violations(Structure.noCycles(), There.class, Back.class))
                .singleElement()
                .asString()
                .contains("cycle.first", "cycle.second");
    }

    private static List<String> violations(ArchRule rule, Class<?>... planted) {
        return rule.evaluate(Modules.of(planted)).getFailureReport().getDetails();
    }
}
