/** Tests of augmentation: changes against torchvision, draws against their distributions, and unchanged arrays. */
package io.github.dl4jregularizers.augment;
