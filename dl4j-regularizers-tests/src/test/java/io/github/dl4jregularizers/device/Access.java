package io.github.dl4jregularizers.device;

import java.util.Objects;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;

/** One kind of access from one place. */
final class Access {

    static final String COUNTED = "get(Double|Float|Int|Long|Number|DoublesAt|FloatsAt|IntsAt|LongsAt)|put|setData"
            + "|as(Bytes|Double|Float|Int|Long|Nio.*)";

    final boolean element;
    final boolean read;
    final boolean pass;
    final String caller;

    private Access(String method, boolean pass, String caller) {
        this.element = method.equals("put") || method.matches("get(Double|Float|Int|Long|Number)");
        this.read = !method.equals("put") && !method.equals("setData");
        this.pass = pass;
        this.caller = caller;
    }

    static Access of(String method) {
        return new Access(method, Callers.areInPass(), Callers.nearest());
    }

    /** ND4J keeps shapes in buffers of longs, which CUDA has in host memory anyway. */
    static boolean isValues(DataBuffer buffer) {
        return buffer.dataType() != DataType.INT64 && buffer.dataType() != DataType.UTF8;
    }

    boolean isByLibrary() {
        return caller.startsWith("io.github.dl4jregularizers.");
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Access)) {
            return false;
        }
        Access access = (Access) other;
        return element == access.element && read == access.read && pass == access.pass && caller.equals(access.caller);
    }

    @Override
    public int hashCode() {
        return Objects.hash(element, read, pass, caller);
    }

    @Override
    public String toString() {
        return caller + ": " + (element ? "element " : "bulk ") + (read ? "read" : "write")
                + (pass ? ", in a pass" : "");
    }
}
