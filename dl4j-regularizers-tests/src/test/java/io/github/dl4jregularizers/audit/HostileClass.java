package io.github.dl4jregularizers.audit;

/** On the class path, but no part of a model: no file may make DL4J initialize it. */
final class HostileClass {

    static {
        Initialized.hostileClass = true;
    }

    private HostileClass() {}

    /** The record, in a separate class: a read of {@link HostileClass} itself would initialize it. */
    static final class Initialized {

        private static boolean hostileClass;

        private Initialized() {}

        static boolean hostileClass() {
            return hostileClass;
        }
    }
}
