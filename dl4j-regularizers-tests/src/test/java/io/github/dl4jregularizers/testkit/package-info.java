/** The test kit as a stranger uses it: its public methods only, on classes of DL4J and on faulty ones. */
package io.github.dl4jregularizers.testkit;
