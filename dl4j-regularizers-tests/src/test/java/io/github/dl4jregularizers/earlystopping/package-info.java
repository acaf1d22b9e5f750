/** Tests of early stopping by DL4J's own trainers with the library's scores. */
package io.github.dl4jregularizers.earlystopping;
