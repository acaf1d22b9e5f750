package io.github.dl4jregularizers.cpu.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Plans which bytes of a memory block hold what, before the block is allocated. First fit, 64-byte alignment. */
final class Spans {

    private static final long ALIGNMENT = 64;

    private final TreeMap<Long, Long> free = new TreeMap<>();
    private final TreeMap<Long, Long> used = new TreeMap<>();
    private final List<List<Long>> pending =
            new ArrayList<>(List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
    private long end;

    static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** Start of a span that nothing else uses until it is freed. */
    long take(long bytes) {
        long size = Math.max(ALIGNMENT, aligned(bytes));
        for (Map.Entry<Long, Long> gap : free.entrySet()) {
            if (gap.getValue() >= size) {
                long start = gap.getKey();
                long left = gap.getValue() - size;
                free.remove(start);
                if (left > 0) {
                    free.put(start + size, left);
                }
                used.put(start, size);
                return start;
            }
        }
        long start = end;
        Map.Entry<Long, Long> last = free.lastEntry();
        if (last != null && last.getKey() + last.getValue() == end) {
            start = last.getKey();
            free.remove(start);
        }
        end = start + size;
        used.put(start, size);
        return start;
    }

    /** Frees a span at once. */
    void free(long start) {
        Long size = used.remove(start);
        if (size == null) {
            throw new IllegalStateException("No span starts at byte " + start);
        }
        Map.Entry<Long, Long> before = free.lowerEntry(start);
        long from = start;
        long length = size;
        if (before != null && before.getKey() + before.getValue() == start) {
            from = before.getKey();
            length += before.getValue();
            free.remove(from);
        }
        Long after = free.remove(start + size);
        free.put(from, length + (after == null ? 0 : after));
    }

    /** Frees a span after so many more calls of {@link #nextStage}: 1 to 3. */
    void freeLater(long start, int stages) {
        pending.get(stages - 1).add(start);
    }

    void nextStage() {
        pending.get(0).forEach(this::free);
        pending.remove(0);
        pending.add(new ArrayList<>());
    }

    /** Frees everything; the size stays. */
    void clear() {
        used.clear();
        free.clear();
        if (end > 0) {
            free.put(0L, end);
        }
    }

    /** Bytes that the block needs. */
    long bytes() {
        return end;
    }
}
