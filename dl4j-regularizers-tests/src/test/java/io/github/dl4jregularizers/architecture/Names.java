package io.github.dl4jregularizers.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.factory.Nd4j;

/** The rules on simple names of public classes. */
final class Names {

    private Names() {}

    /** Simple names that several public top-level classes have, with these classes. */
    static Map<String, Set<String>> duplicates(JavaClasses classes) {
        Map<String, Set<String>> byName = new TreeMap<>();
        publicClasses(classes).forEach(type -> byName.computeIfAbsent(type.getSimpleName(), name -> new TreeSet<>())
                .add(type.getFullName()));
        byName.values().removeIf(types -> types.size() == 1);
        return byName;
    }

    /** Simple names that are those of public classes of ND4J or Deeplearning4j too. */
    static Set<String> shadowing(JavaClasses classes) {
        Set<String> theirs = Stream.of(Nd4j.class, MultiLayerNetwork.class)
                .flatMap(type -> classesOfJar(type).stream())
                .collect(Collectors.toSet());
        return publicClasses(classes)
                .map(JavaClass::getSimpleName)
                .filter(theirs::contains)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<JavaClass> publicClasses(JavaClasses classes) {
        return classes.stream().filter(JavaClass::isTopLevelClass).filter(type -> type.getModifiers()
                .contains(JavaModifier.PUBLIC));
    }

    private static List<String> classesOfJar(Class<?> member) {
        try {
            Path jar = Paths.get(
                    member.getProtectionDomain().getCodeSource().getLocation().toURI());
            try (JarFile file = new JarFile(jar.toFile())) {
                return file.stream()
                        .map(entry -> entry.getName())
                        .filter(name -> name.endsWith(".class") && !name.contains("$"))
                        .map(name -> name.substring(name.lastIndexOf('/') + 1, name.length() - ".class".length()))
                        .collect(Collectors.toList());
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
