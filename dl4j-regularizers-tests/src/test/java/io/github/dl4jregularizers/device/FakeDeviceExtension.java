package io.github.dl4jregularizers.device;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Installs the fake device before the first test of a JVM that has the system property. */
public final class FakeDeviceExtension implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        if (FakeDevice.isOn()) {
            FakeDevice.install();
        }
    }
}
