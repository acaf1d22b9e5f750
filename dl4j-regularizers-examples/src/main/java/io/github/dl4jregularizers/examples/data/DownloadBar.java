package io.github.dl4jregularizers.examples.data;

import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Shows a download on the console, from its first piece on. */
final class DownloadBar implements CifarDownload.Progress, AutoCloseable {

    private static final long MEGABYTE = 1_000_000;

    private final String task;
    private ProgressBar bar;

    DownloadBar(String task) {
        this.task = task;
    }

    @Override
    public void received(long bytes, long total) {
        if (bar == null) {
            // The bytes of an earlier attempt do not count as speed.
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setUnit(" MB", MEGABYTE)
                    .showSpeed()
                    .setInitialMax(total)
                    .startsFrom(bytes, Duration.ZERO)
                    .build();
        }
        bar.stepTo(bytes);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
