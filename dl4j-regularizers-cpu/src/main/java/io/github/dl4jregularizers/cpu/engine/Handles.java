package io.github.dl4jregularizers.cpu.engine;

import java.util.ArrayList;
import java.util.List;

/** Native handles of one program. They are destroyed together, in the reverse order of their creation. */
final class Handles implements Runnable {

    private final List<Runnable> destroyers = new ArrayList<>();

    synchronized void add(Runnable destroyer) {
        destroyers.add(destroyer);
    }

    /** Destroys the handles; nothing happens in a second call. */
    @Override
    public synchronized void run() {
        for (int i = destroyers.size() - 1; i >= 0; i--) {
            destroyers.get(i).run();
        }
        destroyers.clear();
    }
}
