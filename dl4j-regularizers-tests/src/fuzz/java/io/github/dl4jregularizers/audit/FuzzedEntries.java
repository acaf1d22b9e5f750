package io.github.dl4jregularizers.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A zip file of which a fuzzer replaces one entry, or the whole. The first byte of its input chooses; a fuzzer of whole
 * zip files would only ever meet wrong checksums.
 */
public final class FuzzedEntries {

    private final byte[] whole;
    private final Map<String, byte[]> entries;
    private final List<String> names;

    public FuzzedEntries(byte[] zip) throws IOException {
        whole = zip;
        entries = ZipEntries.of(zip);
        names = new ArrayList<>(entries.keySet());
    }

    /** The unchanged entries, and the unchanged file. */
    public Stream<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            seeds.add(chosen(i, entries.get(names.get(i))));
        }
        seeds.add(chosen(names.size(), whole));
        return seeds.stream();
    }

    private static byte[] chosen(int choice, byte[] content) {
        byte[] seed = new byte[1 + content.length];
        seed[0] = (byte) choice;
        System.arraycopy(content, 0, seed, 1, content.length);
        return seed;
    }

    /** The zip file for an input. */
    public byte[] zip(byte[] input) throws IOException {
        if (input.length == 0) {
            return input;
        }
        byte[] content = new byte[input.length - 1];
        System.arraycopy(input, 1, content, 0, content.length);
        int choice = (input[0] & 0xFF) % (names.size() + 1);
        if (choice == names.size()) {
            return content;
        }
        Map<String, byte[]> changed = new LinkedHashMap<>(entries);
        changed.put(names.get(choice), content);
        return ZipEntries.zip(changed);
    }
}
