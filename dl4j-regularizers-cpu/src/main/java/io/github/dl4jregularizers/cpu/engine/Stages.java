package io.github.dl4jregularizers.cpu.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The stages of a pass in the order in which they run: finished ones, the current one, and jobs of later ones. */
final class Stages {

    private final Deque<Stage> upcoming = new ArrayDeque<>();
    private List<Stage> finished = new ArrayList<>(List.of(new Stage()));
    private Stage current = new Stage();

    Stage current() {
        return current;
    }

    /** Does a job before everything else in this pass. */
    void prepare(Job job) {
        finished.get(0).beside().add(job);
    }

    /** Does a long job beside the chunks of the stage that follows the current one. */
    void aheadOfNext(Job job) {
        upcoming(1).ahead().add(job);
    }

    /** Does a short job beside the chunks of a stage that follows the current one, counted from 1. */
    void beside(int stagesLater, Job job) {
        upcoming(stagesLater).beside().add(job);
    }

    private Stage upcoming(int stagesLater) {
        while (upcoming.size() < stagesLater) {
            upcoming.add(new Stage());
        }
        return upcoming.stream().skip(stagesLater - 1L).findFirst().orElseThrow();
    }

    /** Ends the current stage. */
    void next() {
        finished.add(current);
        current = upcoming.isEmpty() ? new Stage() : upcoming.remove();
    }

    /** Whether the current stage or a later one has work. */
    boolean hasWork() {
        return !current.isEmpty() || !upcoming.isEmpty();
    }

    /** Returns the finished stages, and starts a new pass. */
    List<Stage> take() {
        List<Stage> pass = finished;
        finished = new ArrayList<>(List.of(new Stage()));
        return pass;
    }
}
