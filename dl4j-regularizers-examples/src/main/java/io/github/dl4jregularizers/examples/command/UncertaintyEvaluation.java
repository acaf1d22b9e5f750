package io.github.dl4jregularizers.examples.command;

import io.github.dl4jregularizers.examples.data.ChannelStatistics;
import io.github.dl4jregularizers.examples.data.ImageData;
import io.github.dl4jregularizers.examples.data.ImageSet;
import io.github.dl4jregularizers.examples.training.AtomicFile;
import io.github.dl4jregularizers.examples.training.Checkpoint;
import io.github.dl4jregularizers.examples.uncertainty.Assessment;
import io.github.dl4jregularizers.examples.uncertainty.AssessmentImages;
import io.github.dl4jregularizers.examples.uncertainty.AssessmentPage;
import io.github.dl4jregularizers.examples.uncertainty.AssessmentTable;
import io.github.dl4jregularizers.examples.uncertainty.ImagePredictor;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Runs {@code evaluate --samples}: assesses each run, writes its page, and tabulates the runs of each recipe. */
final class UncertaintyEvaluation {

    private static final String PAGE = "uncertainty.html";

    private final UncertaintyOptions options;
    private final PrintWriter out;
    private final String command;
    private final String backend;

    UncertaintyEvaluation(UncertaintyOptions options, PrintWriter out, String command, String backend) {
        this.options = options;
        this.out = out;
        this.command = command;
        this.backend = backend;
    }

    void show(List<SavedRun> runs) throws IOException {
        Map<String, List<Assessment>> byRecipe = new LinkedHashMap<>();
        List<Path> pages = new ArrayList<>();
        for (SavedRun run : runs) {
            byRecipe.computeIfAbsent(run.options().recipe(), recipe -> new ArrayList<>())
                    .add(assess(run, runs.size() > 1, pages));
        }
        byRecipe.forEach((recipe, assessments) -> {
            out.printf("%n%s%s%n", recipe, assessments.size() > 1 ? ", " + assessments.size() + " runs" : "");
            new AssessmentTable(assessments).text().forEach(out::println);
        });
        out.println();
        pages.forEach(page -> out.println("Page: " + page.toUri()));
    }

    private Assessment assess(SavedRun run, boolean isOneOfSeveral, List<Path> pages) throws IOException {
        DataOptions dataOptions = run.options().data();
        Checkpoint checkpoint = Checkpoint.read(run.file());
        ImageData data = dataOptions.load(false);
        ImageSet unfamiliar = options.unfamiliarImages(dataOptions, data.test().size());
        ImageSet heldOut = dataOptions.heldOut(data);
        ImagePredictor predictor =
                predictor(checkpoint, ChannelStatistics.of(data.training()), isOneOfSeveral ? run : null);
        AssessmentImages images = new AssessmentImages(heldOut, data.test(), unfamiliar, dataOptions.seed());
        Assessment assessment = new Assessment(predictor, images, options.coverage());
        String note = String.format(
                Locale.ROOT,
                "On %d test images. Fitted on %d others that were not trained on: one half for the temperature, one for"
                        + " prediction sets that are to hold the right class in %s %% of all cases.",
                data.test().size(),
                heldOut.size(),
                BigDecimal.valueOf(options.coverage())
                        .movePointRight(2)
                        .stripTrailingZeros()
                        .toPlainString());
        if (pages.isEmpty()) {
            out.println(note);
        }
        String set = options.unfamiliarSet(dataOptions);
        String html = new AssessmentPage(
                        run.options().recipe() + ", seed " + run.options().seed() + ": how sure it is on "
                                + data.name(),
                        LocalDateTime.now().format(Setup.DATE),
                        assessment,
                        note,
                        unfamiliar.size() + " images of " + set,
                        command,
                        facts(run))
                .html();
        Path page = run.folder().resolve(PAGE);
        AtomicFile.write(page, stream -> stream.write(html.getBytes(StandardCharsets.UTF_8)));
        pages.add(page);
        return assessment;
    }

    /** With several runs, a network without noise predicts in one pass. A single run needs noise. */
    private ImagePredictor predictor(Checkpoint checkpoint, ChannelStatistics statistics, SavedRun oneOfSeveral) {
        try {
            return new ImagePredictor(checkpoint, statistics, options.samples(), options.seed());
        } catch (IllegalArgumentException e) {
            if (oneOfSeveral == null) {
                throw e;
            }
            out.println(oneOfSeveral.folder() + ", in one pass only: " + e.getMessage());
            return new ImagePredictor(checkpoint, statistics, 0, options.seed());
        }
    }

    private Map<String, String> facts(SavedRun run) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("network", run.file().toString());
        facts.putAll(Facts.of(
                run.options().run(), run.options().data(), List.of(run.options().seed()), backend));
        return facts;
    }
}
