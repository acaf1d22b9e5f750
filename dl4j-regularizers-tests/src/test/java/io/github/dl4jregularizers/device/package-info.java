/**
 * A fake device: ND4J's CPU buffers behave as CUDA buffers do, and count accesses from the host by caller. The system
 * property {@code fake.device} turns it on for a JVM.
 */
package io.github.dl4jregularizers.device;
