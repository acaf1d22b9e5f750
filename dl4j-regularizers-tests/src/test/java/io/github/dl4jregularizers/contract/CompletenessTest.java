package io.github.dl4jregularizers.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dl4jregularizers.optimizer.AdamW;
import io.github.dl4jregularizers.optimizer.BiasCorrectedAdam;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.serde.JsonMappers;
import org.junit.jupiter.api.Test;
import org.nd4j.shade.jackson.databind.BeanDescription;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.introspect.BeanPropertyDefinition;

/** Every configuration class of the library is in a contract's table, with values that are not all the same. */
class CompletenessTest {

    private static List<ContractCase<?>> rows() {
        return Stream.of(LayerTable.rows(), LossTable.rows(), UpdaterTable.rows())
                .flatMap(Collection::stream)
                .map(row -> (ContractCase<?>) row)
                .collect(Collectors.toList());
    }

    @Test
    void everyConfigurationClassHasARow() {
        assertThat(withoutRow(LibraryClasses.configurations(), rows())).isEmpty();
    }

    @Test
    void aClassWithoutARowIsFound() {
        List<ContractCase<?>> withoutAdamW =
                rows().stream().filter(row -> !(row.subject() instanceof AdamW)).collect(Collectors.toList());
        assertThat(withoutRow(LibraryClasses.configurations(), withoutAdamW)).containsExactly(AdamW.class);
    }

    private static Set<Class<?>> withoutRow(Collection<Class<?>> configurations, List<ContractCase<?>> rows) {
        Set<Class<?>> missing = new HashSet<>(configurations);
        rows.forEach(row -> missing.remove(row.subject().getClass()));
        return missing;
    }

    /** A value that is the same in all rows might be the default, and its equality and JSON would not be tested. */
    @Test
    void everyValueOfAConfigurationVaries() {
        assertThat(constants(rows())).isEmpty();
    }

    @Test
    void aValueThatIsTheSameInAllRowsIsFound() {
        UpdaterCase row = UpdaterCase.updater("Adam", () -> new BiasCorrectedAdam(0.1, 0.9, 0.999, 1e-8), null)
                .unlike(() -> new BiasCorrectedAdam(0.1, 0.8, 0.999, 1e-8));
        assertThat(constants(List.of(row)))
                .containsExactlyInAnyOrder(
                        "BiasCorrectedAdam.learningRate", "BiasCorrectedAdam.beta2", "BiasCorrectedAdam.epsilon");
    }

    private static List<String> constants(List<ContractCase<?>> rows) {
        Map<Class<?>, List<JsonNode>> subjects = new LinkedHashMap<>();
        for (ContractCase<?> row : rows) {
            Stream<?> others = row.others().stream().map(Supplier::get);
            Stream.concat(Stream.of(row.subject()), others)
                    .forEach(subject -> subjects.computeIfAbsent(subject.getClass(), type -> new ArrayList<>())
                            .add(JsonMappers.getMapper().valueToTree(subject)));
        }
        List<String> constants = new ArrayList<>();
        subjects.forEach((type, values) -> names(type, values).forEach(name -> {
            if (values.stream().map(json -> json.path(name)).distinct().count() == 1) {
                constants.add(type.getSimpleName() + "." + name);
            }
        }));
        return constants;
    }

    private static Set<String> names(Class<?> type, List<JsonNode> values) {
        Set<String> names = new TreeSet<>();
        values.forEach(json -> json.fieldNames().forEachRemaining(names::add));
        names.remove("@class");
        if (Layer.class.isAssignableFrom(type)) {
            names.removeAll(inherited(type));
        }
        return names;
    }

    /** Properties of every DL4J layer's JSON are not tested here. */
    private static Set<String> inherited(Class<?> type) {
        Class<?> base = type;
        while (base.getName().startsWith("io.github.dl4jregularizers.")) {
            base = base.getSuperclass();
        }
        ObjectMapper mapper = JsonMappers.getMapper();
        BeanDescription inherited = mapper.getSerializationConfig().introspect(mapper.constructType(base));
        return inherited.findProperties().stream()
                .map(BeanPropertyDefinition::getName)
                .collect(Collectors.toSet());
    }

    @Test
    void theScanFindsConfigurationsAndNothingElse() {
        assertThat(LibraryClasses.configurations())
                .extracting(Class::getSimpleName)
                .contains("GaussianDropout", "LabelSmoothingLoss", "BiasCorrectedAdam", "DecoupledWeightDecay", "AdamW")
                .doesNotContain("MaskedDropout", "SeededNoise", "Arguments", "Builder", "LayerTree");
    }

    @Test
    void everyRowHasBadArgumentsAndReasonsForSkipping() {
        for (ContractCase<?> row : rows()) {
            assertThat(row.badArguments()).as("%s: bad arguments", row).isNotEmpty();
            assertThat(row.skipped().values())
                    .as("%s: reasons for skipping", row)
                    .allMatch(reason -> reason.length() > 20);
        }
        assertThat(rows()).extracting(Object::toString).doesNotHaveDuplicates();
    }
}
