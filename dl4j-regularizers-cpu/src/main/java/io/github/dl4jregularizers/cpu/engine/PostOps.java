package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_binary;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_eltwise;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_sum;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_destroy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.bytedeco.dnnl.dnnl_post_ops;

/** Operations that a primitive applies to its result before it writes it, in order. */
final class PostOps {

    private final List<ToIntFunction<dnnl_post_ops>> appends = new ArrayList<>();

    /** Adds the destination's previous values. */
    PostOps sum() {
        appends.add(list -> dnnl_post_ops_append_sum(list, 1));
        return this;
    }

    PostOps activation(Eltwise function) {
        appends.add(
                list -> dnnl_post_ops_append_eltwise(list, 1, function.algorithm(), function.alpha(), function.beta()));
        return this;
    }

    PostOps binary(int algorithm, Layout operand) {
        appends.add(list -> dnnl_post_ops_append_binary(list, algorithm, operand.descriptor()));
        return this;
    }

    int count() {
        return appends.size();
    }

    Native create() {
        return new Native();
    }

    /** The list on oneDNN's side, which attributes copy. */
    final class Native implements AutoCloseable {

        private final dnnl_post_ops handle = new dnnl_post_ops();

        private Native() {
            OneDnnException.check(dnnl_post_ops_create(handle), "dnnl_post_ops_create");
            appends.forEach(append -> OneDnnException.check(append.applyAsInt(handle), "dnnl_post_ops_append"));
        }

        dnnl_post_ops handle() {
            return handle;
        }

        @Override
        public void close() {
            dnnl_post_ops_destroy(handle);
        }
    }
}
