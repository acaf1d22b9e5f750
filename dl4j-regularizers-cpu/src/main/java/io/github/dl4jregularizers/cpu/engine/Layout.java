package io.github.dl4jregularizers.cpu.engine;

import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_format_tag_any;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_equal;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_init_by_strides;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_init_by_tag;
import static org.bytedeco.dnnl.global.dnnl.dnnl_nChw16c;
import static org.bytedeco.dnnl.global.dnnl.dnnl_nhwc;

import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/** Shape, element type and order in memory of an array; immutable. */
final class Layout {

    static final int FLOAT = dnnl_f32;
    static final int BFLOAT16 = dnnl_bf16;

    private static final int BLOCK = 16;

    private final dnnl_memory_desc_t descriptor;
    private final long[] shape;
    private final long bytes;

    private Layout(dnnl_memory_desc_t descriptor) {
        this.descriptor = descriptor;
        bytes = dnnl_memory_desc_get_size(descriptor);
        shape = new long[descriptor.ndims()];
        descriptor.dims().get(shape, 0, shape.length);
    }

    /** A copy of a descriptor that oneDNN owns. */
    static Layout copyOf(dnnl_memory_desc_t descriptor) {
        dnnl_memory_desc_t copy = new dnnl_memory_desc_t();
        Pointer.memcpy(copy, descriptor, Loader.sizeof(dnnl_memory_desc_t.class));
        return new Layout(copy);
    }

    static Layout strided(int type, long[] shape, long[] strides) {
        dnnl_memory_desc_t descriptor = new dnnl_memory_desc_t();
        OneDnnException.check(
                dnnl_memory_desc_init_by_strides(descriptor, shape.length, shape, type, strides),
                "dnnl_memory_desc_init_by_strides of " + Arrays.toString(shape));
        return new Layout(descriptor);
    }

    /** Row-major order without gaps. */
    static Layout plain(int type, long... shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape[axis];
        }
        return strided(type, shape, strides);
    }

    /** Channels of a position side by side; the shape has channels first. */
    static Layout channelsLast(int type, long... shape) {
        return tagged(type, dnnl_nhwc, shape);
    }

    /** The same memory described as blocks of 16 channels; null if there is not exactly one block. */
    Layout asBlock() {
        boolean isOneBlock = shape.length == 4 && shape[1] == BLOCK && isSame(channelsLast(type(), shape));
        return isOneBlock ? tagged(type(), dnnl_nChw16c, shape) : null;
    }

    /** The order is oneDNN's choice. */
    static Layout any(int type, long... shape) {
        return tagged(type, dnnl_format_tag_any, shape);
    }

    static Layout tagged(int type, int tag, long... shape) {
        dnnl_memory_desc_t descriptor = new dnnl_memory_desc_t();
        OneDnnException.check(
                dnnl_memory_desc_init_by_tag(descriptor, shape.length, shape, type, tag),
                "dnnl_memory_desc_init_by_tag of " + Arrays.toString(shape));
        return new Layout(descriptor);
    }

    /** Null for null. */
    static dnnl_memory_desc_t descriptor(Layout layout) {
        return layout == null ? null : layout.descriptor;
    }

    dnnl_memory_desc_t descriptor() {
        return descriptor;
    }

    long[] shape() {
        return shape.clone();
    }

    int rank() {
        return shape.length;
    }

    /** The shape of so many examples of a shape. */
    static long[] batch(long examples, long... example) {
        long[] sizes = new long[example.length + 1];
        sizes[0] = examples;
        System.arraycopy(example, 0, sizes, 1, example.length);
        return sizes;
    }

    /** The shape without the axis of examples. */
    long[] exampleShape() {
        return Arrays.copyOfRange(shape, 1, shape.length);
    }

    long size(int axis) {
        return shape[axis];
    }

    int type() {
        return descriptor.data_type();
    }

    /** Bytes in memory, with padding. */
    long bytes() {
        return bytes;
    }

    /** Stride of an axis between outermost blocks, in elements. */
    long stride(int axis) {
        return descriptor.format_desc_blocking().strides().get(axis);
    }

    /** The number of channels in one block of the channel axis; 1 in plain order, 0 if another axis is in blocks. */
    long channelBlock() {
        int blocks = descriptor.format_desc_blocking().inner_nblks();
        if (blocks == 0) {
            return 1;
        }
        boolean isOnlyChannels =
                blocks == 1 && descriptor.format_desc_blocking().inner_idxs().get(0) == 1;
        return isOnlyChannels ? descriptor.format_desc_blocking().inner_blks().get(0) : 0;
    }

    int elementBytes() {
        return type() == BFLOAT16 ? 2 : 4;
    }

    /** The same order for another number of examples, of which each must lie in one piece. */
    Layout withExamples(long examples) {
        if (examples == shape[0]) {
            return this;
        }
        Layout copy = copyOf(descriptor);
        copy.descriptor.dims().put(0, examples);
        copy.descriptor.padded_dims().put(0, examples);
        Layout other = new Layout(copy.descriptor);
        if (other.bytes() != examples * exampleBytes()) {
            throw new OneDnnException("Examples are not in one piece in " + this);
        }
        return other;
    }

    long exampleBytes() {
        long bytes = bytes();
        if (stride(0) * elementBytes() * shape[0] != bytes && shape[0] != 1) {
            throw new OneDnnException("Examples are not in one piece in " + this);
        }
        return bytes / shape[0];
    }

    /** The first channels of an array in plain order, which lie between the others. */
    Layout firstChannels(long count) {
        long[] part = shape();
        long[] strides = new long[part.length];
        Arrays.setAll(strides, this::stride);
        part[1] = count;
        return strided(type(), part, strides);
    }

    /** The same shape and type, in an order of oneDNN's choice. */
    Layout anyOrder() {
        return any(type(), shape);
    }

    /** The same order of another element type. */
    Layout as(int type) {
        if (type == type()) {
            return this;
        }
        return rank() == 4 ? channelsLast(type, shape) : plain(type, shape);
    }

    boolean isSame(Layout other) {
        return dnnl_memory_desc_equal(descriptor, other.descriptor) == 1;
    }

    @Override
    public String toString() {
        return Arrays.toString(shape) + (type() == BFLOAT16 ? " bfloat16" : " float") + ", channels in blocks of "
                + channelBlock();
    }
}
