package io.github.dl4jregularizers.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.factory.Nd4j;

@RequiresCpuModule
class OneDnnTest {

    private String propertyBefore;

    @BeforeEach
    void forget() {
        propertyBefore = System.clearProperty(OneDnn.DISABLE_PROPERTY);
    }

    @AfterEach
    void restore() {
        DnnLayerRun.setHelpersDisabled(propertyBefore);
    }

    /** A CPU backend that works except for the change of a test. */
    private static class Working implements OneDnnHost {

        @Override
        public String name() {
            return "CPU";
        }

        @Override
        public String platform() {
            return "linux-x86_64";
        }

        @Override
        public boolean builtWithOneDnn() {
            return true;
        }

        @Override
        public boolean helpersAllowed() {
            return true;
        }

        @Override
        public boolean oneDnnSwitchedOn() {
            return true;
        }

        @Override
        public Optional<String> probe() {
            assertThat(System.getProperty(OneDnn.DISABLE_PROPERTY)).isEqualTo("false");
            return Optional.of("SomeHelper");
        }
    }

    @Test
    @EnabledIf(DnnLayerRun.NATIVE_ONEDNN)
    void enablesOnThisMachineAndReportsIt() {
        OneDnn.Status status = OneDnn.enable();

        assertThat(status.isEnabled()).isTrue();
        assertThat(status.backend()).isEqualTo("CPU");
        assertThat(status.reason()).isEmpty();
        assertThat(status.remedy()).isEmpty();
        assertThat(status)
                .hasToString("oneDNN layer helpers enabled: backend CPU, native library built with oneDNN, "
                        + "a test convolution ran on MKLDNNConvHelper");
        assertThat(System.getProperty(OneDnn.DISABLE_PROPERTY)).isEqualTo("false");
    }

    @Test
    @EnabledIf(DnnLayerRun.NATIVE_ONEDNN)
    void enablingTwiceIsEnablingOnce() {
        OneDnn.Status first = OneDnn.enable();

        assertThat(OneDnn.enable()).hasToString(first.toString());
        assertThat(System.getProperty(OneDnn.DISABLE_PROPERTY)).isEqualTo("false");
    }

    @Test
    void enablingDrawsNoRandomNumbers() {
        Nd4j.getRandom().setSeed(42);
        double undisturbed = Nd4j.getRandom().nextDouble();

        Nd4j.getRandom().setSeed(42);
        OneDnn.enable();

        assertThat(Nd4j.getRandom().nextDouble()).isEqualTo(undisturbed);
    }

    @Test
    void manyThreadsMayEnable() throws Exception {
        int threads = 4;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CountDownLatch start = new CountDownLatch(threads);
        Callable<OneDnn.Status> enable = () -> {
            start.countDown();
            start.await();
            return OneDnn.enable();
        };
        List<Future<OneDnn.Status>> results = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            results.add(pool.submit(enable));
        }
        pool.shutdown();

        String expected = OneDnn.enable().toString();
        for (Future<OneDnn.Status> result : results) {
            assertThat(result.get()).hasToString(expected);
        }
    }

    @Test
    void doesNothingOnAnotherBackend() {
        OneDnn.Status status = OneDnn.enable(new Working() {
            @Override
            public String name() {
                return "CUDA";
            }

            @Override
            public Optional<String> probe() {
                throw new AssertionError("must not be probed");
            }
        });

        assertThat(status.isEnabled()).isFalse();
        assertThat(status.toString()).contains("not enabled", "CUDA", "does not need it");
        assertThat(System.getProperty(OneDnn.DISABLE_PROPERTY)).isNull();
    }

    @Test
    void namesTheDependencyThatIsMissing() {
        OneDnn.Status status = OneDnn.enable(new Working() {
            @Override
            public boolean builtWithOneDnn() {
                return false;
            }
        });

        assertThat(status.isEnabled()).isFalse();
        assertThat(status.reason()).contains("the native library was built without oneDNN");
        assertThat(status.remedy().orElseThrow())
                .contains("<artifactId>nd4j-native</artifactId>", "<classifier>linux-x86_64-onednn</classifier>");
        assertThat(System.getProperty(OneDnn.DISABLE_PROPERTY)).isNull();
    }

    @Test
    void namesThePlatformsThatHaveABuild() {
        OneDnn.Status status = OneDnn.enable(new Working() {
            @Override
            public boolean builtWithOneDnn() {
                return false;
            }

            @Override
            public String platform() {
                return "linux-arm64";
            }
        });

        assertThat(status.toString())
                .contains("linux-x86_64", "this is linux-arm64")
                .doesNotContain("<classifier>");
    }

    @Test
    void namesForbiddenHelpers() {
        OneDnn.Status status = OneDnn.enable(new Working() {
            @Override
            public boolean helpersAllowed() {
                return false;
            }
        });

        assertThat(status.isEnabled()).isFalse();
        assertThat(status.toString()).contains("allowHelpers(true)");
    }

    @Test
    void namesTheSwitchThatIsOff() {
        OneDnn.Status status = OneDnn.enable(new Working() {
            @Override
            public boolean oneDnnSwitchedOn() {
                return false;
            }
        });

        assertThat(status.isEnabled()).isFalse();
        assertThat(status.toString()).contains("setUseONEDNN(true)");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"true", "false"})
    void claimsNothingIfTheProbeGotNoHelper(String property) {
        DnnLayerRun.setHelpersDisabled(property);

        OneDnn.Status status = OneDnn.enable(new Working() {
            @Override
            public Optional<String> probe() {
                return Optional.empty();
            }
        });

        assertThat(status.isEnabled()).isFalse();
        assertThat(status.toString()).contains("not enabled", "got no helper", "DL4JClassLoading");
        assertThat(System.getProperty(OneDnn.DISABLE_PROPERTY)).isEqualTo(property);
    }

    @Test
    void claimsNothingIfTheProbeFailed() {
        OneDnn.Status status = OneDnn.enable(new Working() {
            @Override
            public Optional<String> probe() {
                throw new IllegalStateException("a convolution that must give 1 gave 2");
            }
        });

        assertThat(status.isEnabled()).isFalse();
        assertThat(status.toString()).contains("must give 1 gave 2");
        assertThat(System.getProperty(OneDnn.DISABLE_PROPERTY)).isNull();
    }

    @Test
    void theProbeItselfSeesAMissingHelper() {
        System.setProperty(OneDnn.DISABLE_PROPERTY, "true");

        assertThat(new CurrentHost().probe()).isEmpty();
    }
}
