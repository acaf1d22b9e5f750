package io.github.dl4jregularizers.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.contract.Contract;
import io.github.dl4jregularizers.cpu.OneDnn;
import io.github.dl4jregularizers.examples.CifarCnn;
import java.net.URL;
import java.security.CodeSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The modules' compiled classes, read once. */
final class Modules {

    static final String BASE = "io.github.dl4jregularizers";

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_PACKAGE_INFOS)
            .importUrls(locations());

    private Modules() {}

    private static Set<URL> locations() {
        Set<URL> urls = new LinkedHashSet<>();
        Stream.of(DropRate.class, OneDnn.class, CifarCnn.class, Contract.class)
                .map(type -> type.getProtectionDomain().getCodeSource())
                .map(CodeSource::getLocation)
                .forEach(urls::add);
        return urls;
    }

    static JavaClasses all() {
        return ALL;
    }

    static JavaClasses core() {
        return ALL.that(in(BASE).and(DescribedPredicate.not(
                in(BASE + ".cpu").or(in(BASE + ".examples")).or(inTestkit()))));
    }

    static JavaClasses cpu() {
        return ALL.that(in(BASE + ".cpu"));
    }

    static JavaClasses examples() {
        return ALL.that(in(BASE + ".examples"));
    }

    static JavaClasses testkit() {
        return ALL.that(inTestkit());
    }

    private static DescribedPredicate<JavaClass> inTestkit() {
        return in(BASE + ".contract").or(in(BASE + ".reference"));
    }

    static JavaClasses library() {
        return ALL.that(in(BASE).and(DescribedPredicate.not(in(BASE + ".examples"))));
    }

    static JavaClasses of(Class<?>... classes) {
        return new ClassFileImporter().importClasses(classes);
    }

    private static DescribedPredicate<JavaClass> in(String name) {
        return DescribedPredicate.describe(
                "in " + name,
                type -> type.getPackageName().equals(name)
                        || type.getPackageName().startsWith(name + "."));
    }

    /** Folders of the modules with main code. */
    static List<String> folders() {
        return List.of(
                "dl4j-regularizers-core",
                "dl4j-regularizers-cpu",
                "dl4j-regularizers-examples",
                "dl4j-regularizers-spark",
                "dl4j-regularizers-testkit");
    }
}
