package io.github.dl4jregularizers.internal.backend;

import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the backend, once per JVM. */
final class BackendChoice {

    private static final Logger LOG = LoggerFactory.getLogger(BackendChoice.class);

    private BackendChoice() {}

    private static final class Holder {
        static final Backend CHOSEN = choose(Backend.class.getClassLoader());
    }

    static Backend current() {
        return Holder.CHOSEN;
    }

    static Backend choose(ClassLoader loader) {
        if ("false".equalsIgnoreCase(System.getProperty(Backend.CPU_PROPERTY))) {
            return new DefaultBackend();
        }
        for (ServiceLoader.Provider<Backend> provider : (Iterable<ServiceLoader.Provider<Backend>>)
                ServiceLoader.load(Backend.class, loader).stream()::iterator) {
            try {
                Backend backend = provider.get();
                if (backend.isSupported()) {
                    return backend;
                }
            } catch (ServiceConfigurationError | LinkageError e) {
                LOG.warn("{} is not usable, the backend-neutral path runs instead: {}", provider.type(), e.toString());
            }
        }
        return new DefaultBackend();
    }
}
