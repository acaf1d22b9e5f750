package io.github.dl4jregularizers.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rules on folders of Java sources. */
final class SourceFolders {

    private SourceFolders() {}

    /** Packages without a {@code package-info.java}. */
    static List<String> withoutDescription(Path sources) {
        return packages(sources)
                .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                .map(folder -> name(sources, folder))
                .collect(Collectors.toList());
    }

    /** Packages that are not below the project's own. */
    static List<String> ofOthers(Path sources) {
        return packages(sources)
                .map(folder -> name(sources, folder))
                .filter(name -> !name.equals(Modules.BASE) && !name.startsWith(Modules.BASE + "."))
                .collect(Collectors.toList());
    }

    private static Stream<Path> packages(Path sources) {
        try (Stream<Path> files = Files.walk(sources)) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .distinct()
                    .sorted()
                    .collect(Collectors.toList())
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Path sources, Path folder) {
        return sources.relativize(folder).toString().replace('/', '.').replace('\\', '.');
    }
}
