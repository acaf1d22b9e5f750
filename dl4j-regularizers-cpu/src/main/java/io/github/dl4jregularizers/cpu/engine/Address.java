package io.github.dl4jregularizers.cpu.engine;

import org.bytedeco.javacpp.Pointer;

/** A native address that can be changed, to pass addresses to JavaCPP without one object per call. */
final class Address extends Pointer {

    Address(long address) {
        super((Pointer) null);
        this.address = address;
    }

    Address at(long newAddress) {
        address = newAddress;
        return this;
    }
}
