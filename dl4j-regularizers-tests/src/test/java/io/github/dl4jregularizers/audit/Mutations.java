package io.github.dl4jregularizers.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Damages files as an accident or an attacker would. Equal seeds damage equally. */
public final class Mutations {

    private static final List<String> NUMBERS = List.of(
            "-1",
            "0",
            "2147483647",
            "-2147483648",
            "9223372036854775807",
            "1e308",
            "1e999",
            "\"NaN\"",
            "null",
            "{}",
            "[]",
            "\"\"",
            "123456789012345678901234567890");
    private static final List<String> CLASSES = List.of(
            HostileClass.class.getName(),
            "[L" + HostileClass.class.getName() + ";",
            "java.util.EnumMap<" + HostileClass.class.getName() + ",java.lang.String>",
            "java.lang.ProcessBuilder",
            "java.lang.Runtime",
            "javax.script.ScriptEngineManager",
            "java.net.URLClassLoader",
            "org.nd4j.shade.jackson.databind.ObjectMapper",
            "no.such.Class");
    private static final Pattern NUMBER = Pattern.compile("(?<=[:\\[,] ?)-?[0-9][0-9.eE+-]*");
    private static final Pattern TEXT = Pattern.compile("(?<=[:\\[,] ?)\"[^\"]*\"");

    private final SplittableRandom random;

    public Mutations(long seed) {
        random = new SplittableRandom(seed);
    }

    public int below(int bound) {
        return random.nextInt(bound);
    }

    private <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** One to three changes of a JSON or YAML text. */
    public String text(String original) {
        String text = original;
        for (int change = random.nextInt(3); change >= 0; change--) {
            switch (random.nextInt(6)) {
                case 0:
                    text = replaced(text, NUMBER, oneOf(NUMBERS));
                    break;
                case 1:
                    text = replaced(text, TEXT, '"' + oneOf(CLASSES) + '"');
                    break;
                case 2:
                    text = replaced(text, random.nextBoolean() ? TEXT : NUMBER, nested(1 + random.nextInt(20_000)));
                    break;
                case 3:
                    text = replaced(text, TEXT, "{\"@class\": \"" + oneOf(CLASSES) + "\", \"a\": [1]}");
                    break;
                case 4:
                    text = moved(text);
                    break;
                default:
                    text = new String(bytes(text.getBytes(StandardCharsets.ISO_8859_1)), StandardCharsets.ISO_8859_1);
            }
        }
        return text;
    }

    private static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }

    /** Replaces one of the places that match. */
    private String replaced(String text, Pattern pattern, String replacement) {
        List<int[]> places = pattern.matcher(text)
                .results()
                .map(result -> new int[] {result.start(), result.end()})
                .collect(Collectors.toList());
        if (places.isEmpty()) {
            return text;
        }
        int[] place = oneOf(places);
        return text.substring(0, place[0]) + replacement + text.substring(place[1]);
    }

    /** Writes a piece of the text over another place. */
    private String moved(String text) {
        int length = random.nextInt(Math.max(1, Math.min(200, text.length())));
        int from = random.nextInt(text.length() - length + 1);
        int to = random.nextInt(text.length() + 1);
        return text.substring(0, to) + text.substring(from, from + length) + text.substring(to);
    }

    /** One to four changes of bytes: bits, numbers of eight bytes, a missing or a further piece. */
    public byte[] bytes(byte[] original) {
        byte[] bytes = original.clone();
        for (int change = random.nextInt(4); change >= 0 && bytes.length > Long.BYTES; change--) {
            int place = random.nextInt(bytes.length - Long.BYTES);
            switch (random.nextInt(5)) {
                case 0:
                    bytes[place] ^= (byte) (1 << random.nextInt(8));
                    break;
                case 1:
                    ByteBuffer.wrap(bytes).putLong(place, random.nextBoolean() ? random.nextLong() : Long.MAX_VALUE);
                    break;
                case 2:
                    ByteBuffer.wrap(bytes).putInt(place, random.nextBoolean() ? Integer.MAX_VALUE : -1);
                    break;
                case 3:
                    bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
                    break;
                default:
                    bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(100));
            }
        }
        return bytes;
    }

    /** A change within the first bytes, where the headers are. */
    public byte[] header(byte[] original, int length) {
        byte[] bytes = original.clone();
        int end = Math.min(length, bytes.length);
        byte[] changed = bytes(Arrays.copyOf(bytes, end));
        System.arraycopy(changed, 0, bytes, 0, Math.min(end, changed.length));
        return bytes;
    }
}
