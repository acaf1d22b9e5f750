package io.github.dl4jregularizers.cpu.engine;

import java.util.ArrayList;
import java.util.List;

/** Tasks that each chunk runs through, in order and independent of other chunks; jobs beside them; jobs after all. */
final class Stage {

    private final List<Selected> tasks = new ArrayList<>();
    private final List<Job> ahead = new ArrayList<>();
    private final List<Job> beside = new ArrayList<>();
    private final List<Job> after = new ArrayList<>();

    /** Adds a task for the selected examples of each chunk. Chunks without any skip it. */
    void add(int selection, Task task) {
        tasks.add(new Selected(selection, task));
    }

    /** Jobs beside the chunks that may take longer than a chunk. */
    List<Job> ahead() {
        return ahead;
    }

    /** Jobs beside the chunks that take less time than a chunk. */
    List<Job> beside() {
        return beside;
    }

    List<Job> after() {
        return after;
    }

    boolean isEmpty() {
        return tasks.isEmpty() && ahead.isEmpty() && beside.isEmpty() && after.isEmpty();
    }

    /** Number of pieces of work that threads can take. */
    int units(Run run) {
        return ahead.size() + chunks(run) + beside.size();
    }

    private int chunks(Run run) {
        for (Selected task : tasks) {
            if (run.examples(task.selection) > 0) {
                return run.chunks();
            }
        }
        return 0;
    }

    /** Does one piece of work: what takes longest comes first. */
    void run(Run run, Worker worker, int unit) {
        if (unit < ahead.size()) {
            ahead.get(unit).run(run, worker);
            return;
        }
        int chunk = unit - ahead.size();
        int chunks = chunks(run);
        if (chunk >= chunks) {
            beside.get(chunk - chunks).run(run, worker);
            return;
        }
        for (Selected task : tasks) {
            int examples = run.examples(task.selection, chunk);
            if (examples > 0) {
                task.task.run(run, worker, chunk, examples);
            }
        }
    }

    private static final class Selected {

        private final int selection;
        private final Task task;

        Selected(int selection, Task task) {
            this.selection = selection;
            this.task = task;
        }
    }
}
