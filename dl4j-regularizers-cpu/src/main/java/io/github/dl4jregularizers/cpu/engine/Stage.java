package io.github.dl4jregularizers.cpu.engine;

import java.util.ArrayList;
import java.util.List;

/** Tasks that each chunk runs through, in order and independent of other chunks; jobs beside them; jobs after all. */
final class Stage {

    private final int extent;
    private final List<Task> tasks = new ArrayList<>();
    private final List<Job> beside = new ArrayList<>();
    private final List<Job> after = new ArrayList<>();

    Stage(int extent) {
        this.extent = extent;
    }

    /** Which number of examples of the run this stage computes. */
    int extent() {
        return extent;
    }

    List<Task> tasks() {
        return tasks;
    }

    List<Job> beside() {
        return beside;
    }

    List<Job> after() {
        return after;
    }

    boolean isEmpty() {
        return tasks.isEmpty() && beside.isEmpty() && after.isEmpty();
    }

    /** Number of pieces of work that threads can take. */
    int units(Run run) {
        return beside.size() + chunks(run);
    }

    private int chunks(Run run) {
        return tasks.isEmpty() ? 0 : run.chunks(extent);
    }

    /** Does one piece of work: the chunks come first, as they take longest. */
    void run(Run run, Worker worker, int unit) {
        int chunks = chunks(run);
        if (unit >= chunks) {
            beside.get(unit - chunks).run(run, worker);
            return;
        }
        int examples = run.examples(extent, unit);
        for (Task task : tasks) {
            task.run(run, worker, unit, examples);
        }
    }
}
