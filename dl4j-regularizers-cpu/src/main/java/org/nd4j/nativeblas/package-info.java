/**
 * One class that DL4J 1.0.0-M2.1 looks up here by name although ND4J has moved it. On a module path the package would
 * collide with ND4J's own: use the class path, as DL4J itself needs.
 *
 * @serial exclude
 */
package org.nd4j.nativeblas;
