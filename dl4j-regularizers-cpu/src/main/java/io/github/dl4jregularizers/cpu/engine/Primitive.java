package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_post_ops;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_set_scratchpad_mode;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_impl_info_str;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_scratchpad_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_reorder_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_scratchpad_mode_user;

import org.bytedeco.dnnl.const_dnnl_op_desc_t;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** A compiled oneDNN primitive. Its scratchpad is the caller's, so several threads can execute it at once. */
final class Primitive {

    private final dnnl_primitive_desc descriptor;
    private final dnnl_primitive primitive = new dnnl_primitive();

    private Primitive(dnnl_primitive_desc descriptor, Handles handles) {
        this.descriptor = descriptor;
        handles.add(() -> dnnl_primitive_desc_destroy(descriptor));
        OneDnnException.check(dnnl_primitive_create(primitive, descriptor), "dnnl_primitive_create");
        handles.add(() -> dnnl_primitive_destroy(primitive));
    }

    /**
     * Compiles an operation.
     *
     * @param operation descriptor of the operation
     * @param forward primitive of the forward pass; null if the operation needs none
     * @param postOps operations on the result; null for none
     * @param handles owner of the native handles
     */
    static Primitive of(Pointer operation, Primitive forward, PostOps postOps, Handles handles) {
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        dnnl_primitive_attr attributes = attributes(postOps);
        try {
            OneDnnException.check(
                    dnnl_primitive_desc_create(
                            descriptor,
                            new const_dnnl_op_desc_t(operation),
                            attributes,
                            OneDnnLibrary.engine(),
                            forward == null ? null : forward.descriptor),
                    "dnnl_primitive_desc_create of " + operation.getClass().getSimpleName());
        } finally {
            dnnl_primitive_attr_destroy(attributes);
        }
        return new Primitive(descriptor, handles);
    }

    /** Compiles a copy between two orders. */
    static Primitive reorder(Layout from, Layout to, PostOps postOps, Handles handles) {
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        dnnl_primitive_attr attributes = attributes(postOps);
        try {
            OneDnnException.check(
                    dnnl_reorder_primitive_desc_create(
                            descriptor,
                            from.descriptor(),
                            OneDnnLibrary.engine(),
                            to.descriptor(),
                            OneDnnLibrary.engine(),
                            attributes),
                    "dnnl_reorder_primitive_desc_create from " + from + " to " + to);
        } finally {
            dnnl_primitive_attr_destroy(attributes);
        }
        return new Primitive(descriptor, handles);
    }

    private static dnnl_primitive_attr attributes(PostOps postOps) {
        dnnl_primitive_attr attributes = new dnnl_primitive_attr();
        OneDnnException.check(dnnl_primitive_attr_create(attributes), "dnnl_primitive_attr_create");
        OneDnnException.check(
                dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user),
                "dnnl_primitive_attr_set_scratchpad_mode");
        if (postOps != null) {
            try (PostOps.Native list = postOps.create()) {
                dnnl_post_ops handle = list.handle();
                OneDnnException.check(
                        dnnl_primitive_attr_set_post_ops(attributes, handle), "dnnl_primitive_attr_set_post_ops");
            }
        }
        return attributes;
    }

    dnnl_primitive handle() {
        return primitive;
    }

    /** The layout that oneDNN chose or was given. */
    Layout layout(int query) {
        dnnl_memory_desc_t layout = dnnl_primitive_desc_query_md(descriptor, query, 0);
        if (layout == null || layout.isNull() || layout.ndims() == 0) {
            throw new OneDnnException("The primitive has no layout " + query);
        }
        return Layout.copyOf(layout);
    }

    /** Null if the primitive needs none. */
    Layout scratchpad() {
        dnnl_memory_desc_t layout = dnnl_primitive_desc_query_md(descriptor, dnnl_query_scratchpad_md, 0);
        return layout == null || layout.isNull() || layout.ndims() == 0 ? null : Layout.copyOf(layout);
    }

    /** Name of oneDNN's implementation. */
    String implementation() {
        try (PointerPointer<BytePointer> result = new PointerPointer<>(1)) {
            OneDnnException.check(
                    dnnl_primitive_desc_query(descriptor, dnnl_query_impl_info_str, 0, result),
                    "dnnl_primitive_desc_query");
            return result.get(BytePointer.class, 0).getString();
        }
    }
}
