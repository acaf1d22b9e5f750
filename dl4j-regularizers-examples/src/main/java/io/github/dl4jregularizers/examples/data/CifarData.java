package io.github.dl4jregularizers.examples.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads CIFAR-10 and CIFAR-100 (Krizhevsky, 2009, "Learning Multiple Layers of Features from Tiny Images") in the
 * official binary layout. A record is the label bytes and 3072 pixel bytes. A file holds any number of records.
 */
public final class CifarData {

    private CifarData() {}

    /** The two sets. */
    public enum Variant {
        /** 10 classes; one label byte. */
        CIFAR10("CIFAR-10", "cifar-10-batches-bin", "batches.meta.txt", 10, 1, "c32a1d4ab5d03f1284b67883e8d87530") {
            @Override
            List<String> trainingFiles() {
                return List.of(
                        "data_batch_1.bin",
                        "data_batch_2.bin",
                        "data_batch_3.bin",
                        "data_batch_4.bin",
                        "data_batch_5.bin");
            }

            @Override
            String testFile() {
                return "test_batch.bin";
            }
        },
        /** 100 classes; a byte of one of 20 superclasses, which is skipped, then the label byte. */
        CIFAR100("CIFAR-100", "cifar-100-binary", "fine_label_names.txt", 100, 2, "03b5dce01913d631647c71ecec9e9cb8") {
            @Override
            List<String> trainingFiles() {
                return List.of("train.bin");
            }

            @Override
            String testFile() {
                return "test.bin";
            }
        };

        final String title;
        final String folder;
        final String archive;
        final String md5;
        final String namesFile;
        final int classes;
        final int labelBytes;

        Variant(String title, String folder, String namesFile, int classes, int labelBytes, String md5) {
            this.title = title;
            this.folder = folder;
            this.archive = "cifar-" + classes + "-binary.tar.gz";
            this.md5 = md5;
            this.namesFile = namesFile;
            this.classes = classes;
            this.labelBytes = labelBytes;
        }

        abstract List<String> trainingFiles();

        abstract String testFile();

        int recordBytes() {
            return labelBytes + ImageSet.IMAGE;
        }
    }

    /**
     * Reads a whole set.
     *
     * @param directory directory of the files, or of their folder {@code cifar-10-batches-bin} or {@code
     *     cifar-100-binary}
     * @param variant which set
     * @return training and test set; validation is empty
     * @throws IOException if a file is missing, ends within a record, or has another content
     */
    public static ImageData load(Path directory, Variant variant) throws IOException {
        Path folder = find(directory, variant)
                .orElseThrow(() -> new IOException("No " + variant.title + " data: looked for " + variant.namesFile
                        + " in " + directory + " and in " + directory.resolve(variant.folder)
                        + " (--download fetches it)"));
        List<String> names = classNames(folder, variant);
        List<Path> training =
                variant.trainingFiles().stream().map(folder::resolve).collect(Collectors.toList());
        return new ImageData(
                variant.title,
                read(training, variant, names),
                ImageSet.takingOver(new byte[0], new int[0], names),
                read(List.of(folder.resolve(variant.testFile())), variant, names));
    }

    /**
     * Reads one file of the same layout, such as another data set converted to it.
     *
     * @param file the file
     * @param variant layout of the file
     * @param classNames name of each label
     * @return its images
     * @throws IOException if the file is missing, ends within a record, or has another content
     */
    public static ImageSet readFile(Path file, Variant variant, List<String> classNames) throws IOException {
        return read(List.of(file), variant, classNames);
    }

    /** Returns the folder of a set's files: the directory itself, or their own folder in it. */
    static Optional<Path> find(Path directory, Variant variant) {
        return Stream.of(directory, directory.resolve(variant.folder))
                .filter(folder -> Files.exists(folder.resolve(variant.namesFile)))
                .findFirst();
    }

    private static List<String> classNames(Path folder, Variant variant) throws IOException {
        Path file = folder.resolve(variant.namesFile);
        List<String> names = new String(content(file), StandardCharsets.UTF_8)
                .lines()
                .map(String::trim)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.toList());
        if (names.size() != variant.classes) {
            throw new IOException(file + " must name " + variant.classes + " classes, but has " + names.size());
        }
        return names;
    }

    private static ImageSet read(List<Path> files, Variant variant, List<String> classNames) throws IOException {
        List<byte[]> contents = new ArrayList<>();
        int images = 0;
        for (Path file : files) {
            byte[] content = wholeRecords(file, variant);
            contents.add(content);
            images += content.length / variant.recordBytes();
        }
        byte[] pixels = new byte[Math.multiplyExact(images, ImageSet.IMAGE)];
        int[] labels = new int[images];
        int image = 0;
        for (int i = 0; i < files.size(); i++) {
            byte[] content = contents.set(i, null);
            for (int at = 0; at < content.length; at += variant.recordBytes(), image++) {
                int pixelsAt = at + variant.labelBytes;
                int label = content[pixelsAt - 1] & 0xFF;
                if (label >= classNames.size()) {
                    throw new IOException(files.get(i) + " is no " + variant.title + " file: label of record "
                            + at / variant.recordBytes() + " must be in [0, " + (classNames.size() - 1) + "], but was "
                            + label);
                }
                labels[image] = label;
                System.arraycopy(content, pixelsAt, pixels, image * ImageSet.IMAGE, ImageSet.IMAGE);
            }
        }
        return ImageSet.takingOver(pixels, labels, classNames);
    }

    private static byte[] wholeRecords(Path file, Variant variant) throws IOException {
        byte[] content = content(file);
        int rest = content.length % variant.recordBytes();
        if (content.length == 0 || rest != 0) {
            throw new IOException(file + " is truncated: record " + content.length / variant.recordBytes() + " has "
                    + rest + " of " + variant.recordBytes() + " bytes");
        }
        return content;
    }

    private static byte[] content(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IOException("Cannot read " + file + ": " + FileErrors.reason(e), e);
        }
    }
}
