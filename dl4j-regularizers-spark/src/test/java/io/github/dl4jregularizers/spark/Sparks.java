package io.github.dl4jregularizers.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Spark contexts. A JVM has one at a time. */
final class Sparks {

    private static JavaSparkContext context;
    private static String master;

    private Sparks() {}

    /** Two task threads in this JVM and up to three attempts of a task, started once. */
    static JavaSparkContext local() {
        return of("local[2,3]");
    }

    /** Two executors in JVMs of their own. */
    static JavaSparkContext cluster() {
        return of("local-cluster[2,1,1024]");
    }

    /** Two executors in JVMs of their own, which exchange objects by Kryo. */
    static JavaSparkContext kryoCluster() {
        return of("local-cluster[2,1,1024]", true);
    }

    private static JavaSparkContext of(String wanted) {
        return of(wanted, false);
    }

    private static synchronized JavaSparkContext of(String wanted, boolean kryo) {
        String key = wanted + (kryo ? " Kryo" : "");
        if (!key.equals(master)) {
            stop();
            context = new JavaSparkContext(kryo ? withKryo(configuration(wanted)) : configuration(wanted));
            master = key;
        }
        return context;
    }

    /** The settings of docs/distributed.md. */
    static SparkConf withKryo(SparkConf conf) {
        return conf.set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .set(
                        "spark.executor.extraJavaOptions",
                        options(
                                "java.nio",
                                "sun.nio.ch",
                                "sun.security.action",
                                "java.util",
                                "java.lang",
                                "java.lang.invoke"))
                .set("spark.kryo.registrator", "io.github.dl4jregularizers.spark.RegularizersRegistrator");
    }

    static synchronized void stop() {
        if (context != null) {
            context.stop();
        }
        context = null;
        master = null;
    }

    static SparkConf configuration(String wanted) {
        try {
            Files.createDirectories(Paths.get(System.getenv("SPARK_HOME"), "jars"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new SparkConf()
                .setMaster(wanted)
                .setAppName("dl4j-regularizers")
                .set("spark.ui.enabled", "false")
                .set("spark.default.parallelism", "2")
                .set("spark.locality.wait", "0")
                .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .set("spark.executor.extraJavaOptions", options("java.nio", "sun.nio.ch", "sun.security.action"))
                .set("spark.executorEnv.OMP_NUM_THREADS", "1");
    }

    /** Flags of the executors: packages of {@code java.base} that Spark reflects on, and a limit of memory. */
    private static String options(String... packages) {
        return Stream.of(packages)
                        .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED")
                        .collect(Collectors.joining(" "))
                + " -Dorg.bytedeco.javacpp.maxphysicalbytes=6g";
    }
}
