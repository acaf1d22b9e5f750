package io.github.dl4jregularizers.spark;

import io.github.dl4jregularizers.DropRate;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The classes of core, without those for {@code ParallelWrapper}, whose artifact this module does not have. */
final class LibraryClasses {

    private LibraryClasses() {}

    static List<Class<?>> all() throws Exception {
        URI core = DropRate.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI();
        if (core.getPath().endsWith(".jar")) {
            try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + core), Map.of())) {
                return in(jar.getPath("/"));
            }
        }
        return in(Path.of(core));
    }

    private static List<Class<?>> in(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve("io/github/dl4jregularizers"))) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.endsWith("package-info.class"))
                    .filter(file -> !file.contains("/parallel/"))
                    .map(file -> type(file.replace(".class", "").replace('/', '.')))
                    .collect(Collectors.toList());
        }
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name, false, LibraryClasses.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
