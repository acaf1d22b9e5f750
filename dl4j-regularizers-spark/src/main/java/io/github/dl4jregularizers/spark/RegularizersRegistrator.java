package io.github.dl4jregularizers.spark;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.factories.SerializerFactory;
import com.esotericsoftware.kryo.serializers.FieldSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.spark.serializer.KryoRegistrator;
import org.nd4j.kryo.Nd4jSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Kryo for networks, arrays and the objects of this library. Needed only with {@code spark.serializer} set to Kryo.
 *
 * <pre>{@code
 * conf.set("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
 * conf.set("spark.kryo.registrator", "io.github.dl4jregularizers.spark.RegularizersRegistrator");
 * }</pre>
 *
 * <p>Arrays go through ND4J's serializer. Configurations and evaluations of DL4J, serializable classes of this library,
 * and unmodifiable collections of the JDK go through Java serialization inside Kryo. Kryo's own serializers break their
 * immutable lists, atomic counters and transient noise sources. All other classes stay with Spark's defaults.
 */
public final class RegularizersRegistrator implements KryoRegistrator {

    private static final List<String> BY_JAVA = List.of(
            "io.github.dl4jregularizers.",
            "org.deeplearning4j.nn.conf.",
            "org.deeplearning4j.eval.",
            "org.nd4j.evaluation.",
            "org.nd4j.common.primitives.",
            "java.util.concurrent.atomic.");

    /** Collections that Kryo creates empty and cannot fill, such as the label names of a {@code DataSet}. */
    private static final List<Class<?>> UNMODIFIABLE = List.of(
            List.of(0).getClass().getSuperclass().getSuperclass(), // the base of List.of(..) and Set.of(..)
            Map.of(0, 0).getClass().getSuperclass(),
            Collections.unmodifiableCollection(List.of()).getClass(),
            Collections.unmodifiableMap(Map.of()).getClass());

    /** Creates the registrator, which Spark does by name. */
    public RegularizersRegistrator() {}

    @Override
    public void registerClasses(Kryo kryo) {
        kryo.addDefaultSerializer(INDArray.class, Nd4jSerializer.class);
        UNMODIFIABLE.forEach(type -> kryo.addDefaultSerializer(type, JavaSerializer.class));
        kryo.setDefaultSerializer(new Factory());
    }

    private static final class Factory implements SerializerFactory {

        @Override
        public Serializer<?> makeSerializer(Kryo kryo, Class<?> type) {
            boolean java = Serializable.class.isAssignableFrom(type)
                    && BY_JAVA.stream().anyMatch(type.getName()::startsWith);
            return java ? new JavaSerializer() : new FieldSerializer<>(kryo, type);
        }
    }
}
