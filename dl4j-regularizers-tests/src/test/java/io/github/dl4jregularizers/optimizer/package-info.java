/**
 * Tests of AdamW and its decay, against PyTorch and against DL4J's own bookkeeping.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.optimizer;
