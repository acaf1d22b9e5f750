/** Tests on Spark, in one JVM ({@code local[N]}) and, tagged slow, in several ({@code local-cluster}). */
package io.github.dl4jregularizers.spark;
