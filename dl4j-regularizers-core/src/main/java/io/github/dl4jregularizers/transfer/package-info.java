/**
 * Learning from another network: fixed BatchNorm for fine-tuning, labels from a teacher for distillation.
 *
 * @serial exclude
 */
package io.github.dl4jregularizers.transfer;
