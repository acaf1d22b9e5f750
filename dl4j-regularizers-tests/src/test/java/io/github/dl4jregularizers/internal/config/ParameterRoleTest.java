package io.github.dl4jregularizers.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The role of every parameter of every layer DL4J has, written out by hand in {@link ParametricLayers}. */
class ParameterRoleTest {

    static Stream<ParametricLayer> rows() {
        return ParametricLayers.rows();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyParameterHasItsRole(ParametricLayer row) {
        MultiLayerConfiguration conf = row.configuration();
        MultiLayerNetwork network = new MultiLayerNetwork(conf);
        network.init();

        Map<String, ParameterRole> roles = LayerTree.of(conf).parameterRoles();
        assertThat(row.describe(roles)).isEqualTo(row.roles());
        assertThat(roles.keySet())
                .containsExactlyElementsOf(network.paramTable().keySet());

        Layer layer = conf.getConf(0).getLayer();
        roles.forEach((key, role) ->
                assertThat(ParameterRole.of(layer, key.substring(2))).isEqualTo(role));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theTreeHasTheLengthOfEveryParameter(ParametricLayer row) {
        MultiLayerConfiguration conf = row.configuration();
        MultiLayerNetwork network = new MultiLayerNetwork(conf);
        network.init();
        Map<String, Long> lengths = new LinkedHashMap<>();
        LayerTree.of(conf).nodes().forEach(node -> node.parameters()
                .forEach((name, length) -> lengths.put(node.networkKey(name), length)));
        Map<String, Long> expected = new LinkedHashMap<>();
        network.paramTable().forEach((key, array) -> expected.put(key, array.length()));
        assertThat(lengths).isEqualTo(expected);
    }

    @Test
    void aNameTheLayerDoesNotHaveIsOther() {
        assertThat(ParameterRole.of(new BatchNormalization(), "W")).isEqualTo(ParameterRole.OTHER);
    }

    @Test
    void theTableHasEveryLayerOfDl4jThatHasParameters() throws Exception {
        Set<String> known = rows().flatMap(ParametricLayer::layerClasses)
                .map(Class::getName)
                .collect(Collectors.toSet());
        Set<String> missing = new TreeSet<>();
        for (Class<?> type : layersOfDl4j()) {
            String name = type.getSimpleName();
            if (!known.contains(type.getName())
                    && !ParametricLayers.WITHOUT_PARAMETERS.contains(name)
                    && !ParametricLayers.ALIASES.contains(name)) {
                missing.add(type.getName());
            }
        }
        assertThat(missing).isEmpty();
    }

    private static Set<Class<?>> layersOfDl4j() throws Exception {
        File jar = new File(
                Layer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Set<Class<?>> layers = new HashSet<>();
        try (JarFile file = new JarFile(jar)) {
            for (String name : file.stream().map(Object::toString).collect(Collectors.toList())) {
                if (name.startsWith("org/deeplearning4j/nn/conf/") && name.matches("[^$]+\\.class")) {
                    Class<?> type = Class.forName(
                            name.replace('/', '.').replace(".class", ""), false, Layer.class.getClassLoader());
                    if (Layer.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
                        layers.add(type);
                    }
                }
            }
        }
        return layers;
    }
}
