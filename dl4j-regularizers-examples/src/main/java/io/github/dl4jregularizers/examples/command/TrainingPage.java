package io.github.dl4jregularizers.examples.command;

import java.io.IOException;
import org.deeplearning4j.core.storage.StatsStorage;
import org.deeplearning4j.exception.DL4JException;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.ui.api.UIServer;
import org.deeplearning4j.ui.model.stats.StatsListener;
import org.deeplearning4j.ui.model.storage.InMemoryStatsStorage;

/** DL4J's web page of a running training. Closes with the program. */
final class TrainingPage {

    private static final TrainingListener[] NONE = {};

    /** Null without a page. */
    private final StatsStorage storage;

    private TrainingPage(StatsStorage storage) {
        this.storage = storage;
    }

    static TrainingPage none() {
        return new TrainingPage(null);
    }

    /**
     * Starts the server.
     *
     * @param port TCP port
     * @return the page
     * @throws IOException if the port is taken
     */
    static TrainingPage on(int port) throws IOException {
        // DL4J reads the port from this property only.
        System.setProperty("org.deeplearning4j.ui.port", Integer.toString(port));
        StatsStorage storage = new InMemoryStatsStorage();
        try {
            UIServer.getInstance().attach(storage);
        } catch (DL4JException e) {
            throw new IOException("--ui needs a free port, but " + port + " is in use or not allowed", e);
        }
        return new TrainingPage(storage);
    }

    /** Returns the listeners of one run, as a separate session. */
    TrainingListener[] listeners(String session) {
        return storage == null
                ? NONE
                : new TrainingListener[] {new StatsListener(storage, null, null, session, "main")};
    }
}
