package io.github.dl4jregularizers.benchmark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Locations of PyTorch's Python and of the class path of DJL and libtorch, which need separate processes. */
final class OtherLibraries {

    private static final String HOW_TO_BUILD = "%s does not exist. Add the profile benchmark-peers to the command";

    private final Optional<Path> python;
    private final Path classPathFile;

    OtherLibraries(Optional<Path> python, Path classPathFile) {
        this.python = python;
        this.classPathFile = classPathFile;
    }

    Optional<Path> python() {
        return python;
    }

    /** Classes of the module {@code benchmark-peers} and the libraries that its build listed. */
    Optional<String> classPath() {
        if (!Files.exists(classPathFile)) {
            return Optional.empty();
        }
        try {
            return Optional.of(classPathFile.resolveSibling("classes").toAbsolutePath()
                    + File.pathSeparator
                    + Files.readString(classPathFile).trim());
        } catch (IOException e) {
            throw new IllegalArgumentException("Cannot read " + classPathFile, e);
        }
    }

    /** Why a peer cannot run, if so. */
    Optional<String> missing(Peer peer) {
        if (peer.isOnDl4j()) {
            return Optional.empty();
        }
        if (peer.isPython()) {
            return python.isPresent() ? Optional.empty() : Optional.of(TorchPython.HOW_TO_INSTALL);
        }
        return Files.exists(classPathFile) ? Optional.empty() : Optional.of(String.format(HOW_TO_BUILD, classPathFile));
    }
}
