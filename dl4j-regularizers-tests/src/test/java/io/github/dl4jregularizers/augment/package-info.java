/**
 * Tests of augmentation: what is done against torchvision, what is drawn against its distribution, and what is left
 * alone.
 */
package io.github.dl4jregularizers.augment;
