/** Tests of the calibration package, against scikit-learn, SciPy and closed forms. */
package io.github.dl4jregularizers.calibration;
