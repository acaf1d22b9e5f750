package io.github.dl4jregularizers.cpu.engine;

/** Work on one chunk of the batch. */
interface Task {

    /**
     * Does the work.
     *
     * @param run memory and arrays
     * @param worker the thread that runs this
     * @param chunk number of the chunk
     * @param examples number of examples in the chunk
     */
    void run(Run run, Worker worker, int chunk, int examples);
}
