package io.github.dl4jregularizers.ensemble;

import io.github.dl4jregularizers.internal.Arguments;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;

/** The trained members of an ensemble in a folder, with the settings that they were trained with. */
final class MemberFiles {

    private static final String SETTINGS = "ensemble.txt";

    private final Path folder;

    private MemberFiles(Path folder) {
        this.folder = folder;
    }

    /** Creates the folder if it is missing; refuses one with other settings. */
    static MemberFiles in(Path folder, String settings) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(SETTINGS);
        if (Files.exists(file)) {
            String found = Files.readString(file);
            if (!found.equals(settings)) {
                throw Arguments.invalid("settings of the members in " + folder, settings, found);
            }
        } else {
            Files.writeString(file, settings);
        }
        return new MemberFiles(folder);
    }

    private Path file(int member) {
        return folder.resolve("member-" + member + ".zip");
    }

    /** Null if the member is not there. */
    Model load(int member) throws IOException {
        File graph = folder.resolve("member-" + member + ".graph.zip").toFile();
        if (graph.exists()) {
            return ModelSerializer.restoreComputationGraph(graph, true);
        }
        File sequence = file(member).toFile();
        return sequence.exists() ? ModelSerializer.restoreMultiLayerNetwork(sequence, true) : null;
    }

    /** Writes the file in one step: a crash leaves no half file. */
    void save(int member, Model network) throws IOException {
        Path file =
                network instanceof ComputationGraph ? folder.resolve("member-" + member + ".graph.zip") : file(member);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        ModelSerializer.writeModel(network, part.toFile(), true);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
