package io.github.dl4jregularizers.cpu.engine;

/** Work that is done once per run, at the end of a stage or beside its chunks. */
interface Job {

    void run(Run run, Worker worker);
}
