package io.github.dl4jregularizers.cpu.engine;

/** How a batch is divided for gradients that are summed up afterwards: into its chunks, or into a few runs of them. */
final class Share {

    private final int selection;
    private final int chunksPerPart;
    private final int parts;

    private Share(int selection, int chunksPerPart, int parts) {
        this.selection = selection;
        this.chunksPerPart = chunksPerPart;
        this.parts = parts;
    }

    /** One part per chunk. */
    static Share perChunk(Assembly assembly) {
        return new Share(assembly.selection(), 1, assembly.chunks());
    }

    /** At most so many parts of neighboring chunks. */
    static Share of(int most, Assembly assembly) {
        int perPart = (assembly.chunks() + most - 1) / most;
        return new Share(assembly.selection(), perPart, (assembly.chunks() + perPart - 1) / perPart);
    }

    int parts() {
        return parts;
    }

    /** Number of a part's first chunk. */
    int firstChunk(int part) {
        return part * chunksPerPart;
    }

    /** Number of a part's examples in a run. */
    int examples(Run run, int part) {
        int count = 0;
        int end = Math.min(run.chunks(), firstChunk(part + 1));
        for (int chunk = firstChunk(part); chunk < end; chunk++) {
            count += run.examples(selection, chunk);
        }
        return count;
    }
}
