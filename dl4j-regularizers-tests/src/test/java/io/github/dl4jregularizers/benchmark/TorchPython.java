package io.github.dl4jregularizers.benchmark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Finds a Python that can import torch: often not the first one on the PATH. */
final class TorchPython {

    static final String HOW_TO_INSTALL = "no Python found that can import torch. Install it with apt-get install "
            + "python3-torch, or with pip install torch in a Python that is on the PATH";

    private TorchPython() {}

    /** On the search path, and then where the operating system's own Python is. */
    static Optional<Path> find(String searchPath, Path systemDirectory) {
        Set<Path> candidates = new LinkedHashSet<>();
        for (String directory : (searchPath + File.pathSeparator + systemDirectory).split(File.pathSeparator)) {
            for (String name : Arrays.asList("python3", "python", "python3.exe", "python.exe")) {
                candidates.add(Path.of(directory, name));
            }
        }
        return candidates.stream()
                .filter(Files::isExecutable)
                .filter(TorchPython::importsTorch)
                .findFirst();
    }

    private static boolean importsTorch(Path python) {
        try {
            return new ProcessBuilder(python.toString(), "-c", "import torch")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
