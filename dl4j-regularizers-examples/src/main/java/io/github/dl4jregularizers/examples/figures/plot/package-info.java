/** Charts with axes, units and legend, drawn as SVG for light and dark pages and as bitmaps. */
package io.github.dl4jregularizers.examples.figures.plot;
