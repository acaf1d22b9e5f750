package io.github.dl4jregularizers.spark;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;

/** A test class that starts Spark 3.1, which runs on Java up to 17 and needs extra programs on Windows. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledForJreRange(max = JRE.JAVA_17)
@DisabledOnOs(OS.WINDOWS)
@interface SparkTest {}
