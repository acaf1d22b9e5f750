package io.github.dl4jregularizers.contract;

import io.github.dl4jregularizers.ConfigurationChange;
import io.github.dl4jregularizers.DropRate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.schedule.ISchedule;

/** The library's classes, read from the class path: a folder or a jar. */
public final class LibraryClasses {

    private static final List<Class<?>> CONFIGURATIONS = List.of(
            IDropout.class,
            Layer.class,
            GraphVertex.class,
            ILossFunction.class,
            IUpdater.class,
            Regularization.class,
            ISchedule.class,
            ConfigurationChange.class);

    private LibraryClasses() {}

    /** Every concrete public class of DL4J's kinds, every configuration change, and every class with a builder. */
    static Set<Class<?>> configurations() {
        return all().stream().filter(LibraryClasses::isConfiguration).collect(Collectors.toSet());
    }

    /**
     * The public classes of a kind that can be instantiated.
     *
     * @param kind a class or interface
     * @return concrete and public
     */
    public static Set<Class<?>> concrete(Class<?> kind) {
        return all().stream()
                .filter(type -> kind.isAssignableFrom(type)
                        && Modifier.isPublic(type.getModifiers())
                        && !Modifier.isAbstract(type.getModifiers()))
                .collect(Collectors.toSet());
    }

    static boolean isConfiguration(Class<?> type) {
        int modifiers = type.getModifiers();
        return Modifier.isPublic(modifiers)
                && !Modifier.isAbstract(modifiers)
                && (CONFIGURATIONS.stream().anyMatch(kind -> kind.isAssignableFrom(type)) || hasBuilder(type));
    }

    private static boolean hasBuilder(Class<?> type) {
        return Stream.of(type.getDeclaredMethods())
                .anyMatch(method -> method.getName().equals("builder") && isPublicStatic(method));
    }

    private static boolean isPublicStatic(Method method) {
        return Modifier.isStatic(method.getModifiers()) && Modifier.isPublic(method.getModifiers());
    }

    private static Set<Class<?>> all() {
        try {
            URI library = DropRate.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            Path path = Paths.get(library);
            if (Files.isDirectory(path)) {
                return classesUnder(path);
            }
            try (FileSystem jar = FileSystems.newFileSystem(path, (ClassLoader) null)) {
                return classesUnder(jar.getPath("/"));
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<Class<?>> classesUnder(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(name -> name.endsWith(".class") && !name.contains("-info"))
                    .map(name -> name.substring(0, name.length() - ".class".length())
                            .replace('/', '.')
                            .replace('\\', '.'))
                    .map(LibraryClasses::load)
                    .collect(Collectors.toSet());
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, LibraryClasses.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
