package io.github.dl4jregularizers.examples.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dl4jregularizers.examples.training.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FigureRunTest {

    @TempDir
    Path folder;

    private final List<String> lines = new ArrayList<>();

    private Path run(Path directory, boolean quick, TextbookFigure... figures) throws IOException {
        return run(directory, quick, 1, figures);
    }

    private Path run(Path directory, boolean quick, int threads, TextbookFigure... figures) throws IOException {
        return new FigureRun(directory, quick, threads, false, lines::add)
                .compute(List.of(figures), Map.of("key", "value"), "figures draws");
    }

    static Map<String, List<Byte>> files(Path directory) throws IOException {
        Map<String, List<Byte>> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.filter(Files::isRegularFile).collect(Collectors.toList())) {
                List<Byte> bytes = new ArrayList<>();
                for (byte one : Files.readAllBytes(path)) {
                    bytes.add(one);
                }
                files.put(directory.relativize(path).toString(), bytes);
            }
        }
        return files;
    }

    @Test
    void interruptedRunContinuesWithEqualFiles() throws IOException {
        Path whole = folder.resolve("whole");
        run(whole, true, new DrawFigure());
        Path resumed = folder.resolve("resumed");
        DrawFigure figure = new DrawFigure();
        figure.failing = 2;
        assertThatThrownBy(() -> run(resumed, true, figure)).hasRootCauseMessage("killed");
        figure.failing = 0;
        run(resumed, true, figure);
        assertThat(figure.measured).isEqualTo(3);
        assertThat(files(resumed)).isEqualTo(files(whole));
        assertThat(files(whole)).containsKeys("figures.html", "pictures/draws-1.png", "pictures/draws-1.svg");
    }

    @Test
    void numbersDoNotDependOnTheNumberOfThreads() throws IOException {
        run(folder.resolve("one"), true, 1, new DrawFigure(), new DrawFigure("more", false));
        for (int threads : new int[] {2, 4, 9}) {
            Path other = folder.resolve(threads + " threads");
            run(other, true, threads, new DrawFigure(), new DrawFigure("more", false));
            assertThat(files(other)).isEqualTo(files(folder.resolve("one")));
        }
    }

    @Test
    void figuresWithTimesAreMeasuredAlone() throws IOException {
        DrawFigure timed = new DrawFigure("timed", true);
        DrawFigure other = new DrawFigure();
        timed.beside = other;
        run(folder, true, 3, timed, other);
        assertThat(timed.measured).isEqualTo(3);
        assertThat(other.measured).isEqualTo(3);
    }

    @Test
    void pageHasTheFiguresSoFar() throws IOException {
        DrawFigure second = new DrawFigure("second", false);
        second.failing = 1;
        assertThatThrownBy(() -> run(folder, true, new DrawFigure(), second)).hasRootCauseMessage("killed");
        assertThat(Files.readString(folder.resolve("figures.html")))
                .contains("1 of 2 figures so far: the command below continues.", "<section id=\"draws\">")
                .doesNotContain("<section id=\"second\">");
    }

    @Test
    void finishedFigureIsNotMeasuredAgain() throws IOException {
        run(folder, true, new DrawFigure());
        DrawFigure again = new DrawFigure();
        run(folder, true, again);
        assertThat(again.measured).isZero();
    }

    @Test
    void seedsDrawDifferentNumbers() throws IOException {
        run(folder, true, new DrawFigure());
        FigureStore store = FigureStore.in(folder, true);
        double[] first = store.load(new DrawFigure(), 1).orElseThrow().get("draws");
        double[] second = store.load(new DrawFigure(), 2).orElseThrow().get("draws");
        assertThat(first).isNotEqualTo(second);
        assertThat(store.load(new DrawFigure(), 1).orElseThrow().get("odd"))
                .containsExactly(Double.NaN, Double.POSITIVE_INFINITY);
    }

    @Test
    void pageIsEscapedAndSelfContained() throws IOException {
        String html = Files.readString(run(folder, true, new DrawFigure()));
        assertThat(html)
                .contains(
                        "Draws &amp; &lt;means&gt;", "Means of draws are near 0.", "Seen: the mean is below 9 (it is).")
                .contains("A remark.", "<svg", "3 seeds: mean ± standard deviation.")
                .doesNotContain("<script", "src=\"http", "{{");
        assertThat(lines).contains("9.99 draws: Seen: the mean is below 9 (it is).");
    }

    @Test
    void otherSizeIsRefused() throws IOException {
        run(folder, true, new DrawFigure());
        assertThatThrownBy(() -> run(folder, false, new DrawFigure()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--out must be a folder of figures in full size, but was " + folder + " (quick)");
    }

    @Test
    void damagedNumbersAreNamed() throws IOException {
        run(folder, true, new DrawFigure());
        Path file = folder.resolve("numbers").resolve("draws-seed2.json");
        for (String content : new String[] {Files.readString(file).substring(0, 20), "null", "{\"mean\": null}"}) {
            Files.writeString(file, content);
            assertThatThrownBy(() -> run(folder, true, new DrawFigure()))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(file + " is damaged, remove it to measure again: ");
        }
    }

    @Test
    void numbersOfAnotherVersionAreNamed() throws IOException {
        run(folder, true, new DrawFigure());
        Files.writeString(folder.resolve("numbers").resolve("draws-seed2.json"), "{\"odd\": [1.0]}");
        assertThatThrownBy(() -> run(folder, true, new DrawFigure()))
                .isInstanceOf(IOException.class)
                .hasMessage(folder.resolve("numbers").resolve("draws")
                        + "-seed*.json are of another version, remove them to measure again: no draws");
    }

    @Test
    void shortenedNumbersAreNamed() throws IOException {
        run(folder, true, new DrawFigure());
        Files.writeString(folder.resolve("numbers").resolve("draws-seed2.json"), "{\"draws\": [1.0]}");
        assertThatThrownBy(() -> run(folder, true, new DrawFigure()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(folder.resolve("numbers").resolve("draws")
                        + "-seed*.json cannot be drawn; remove them to measure again if they are of another version: ");
    }

    @Test
    void failureNamesFigureAndSeed() {
        for (int threads : new int[] {1, 2, 4}) {
            Path directory = folder.resolve(threads + " threads");
            DrawFigure figure = new DrawFigure();
            figure.failing = 2;
            assertThatThrownBy(() -> run(directory, true, threads, new DrawFigure("other", false), figure))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("draws, seed 2 of 3: java.lang.IllegalStateException: killed")
                    .hasRootCauseMessage("killed");
            assertThat(directory.resolve("numbers").resolve("draws-seed2.json")).doesNotExist();
        }
    }

    /** As on a full disk, in any of the threads. */
    @Test
    void numbersThatCannotBeWrittenEndTheRun() throws IOException {
        Path whole = folder.resolve("whole");
        run(whole, true, new DrawFigure());
        Path file = folder.resolve("full").resolve("numbers").resolve("draws-seed2.json");
        Path obstacle = Files.createDirectories(Path.of(file + ".tmp", "inside"));
        assertThatThrownBy(() -> run(folder.resolve("full"), true, 2, new DrawFigure()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot write " + file);
        Files.delete(obstacle);
        Files.delete(obstacle.getParent());
        run(folder.resolve("full"), true, 2, new DrawFigure());
        assertThat(files(folder.resolve("full"))).isEqualTo(files(whole));
    }

    @Test
    void folderInUseIsRefused() throws IOException {
        FolderLock lock = FolderLock.of(folder);
        try {
            assertThatThrownBy(() -> run(folder, true, new DrawFigure()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is in use");
        } finally {
            lock.close();
        }
    }
}
