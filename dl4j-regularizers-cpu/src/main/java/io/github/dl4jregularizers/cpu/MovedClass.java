package io.github.dl4jregularizers.cpu;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;

/**
 * Defines a copy of a class in another package at run time, so that no jar holds a class of another vendor's package.
 */
final class MovedClass {

    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int PUBLIC = 1;

    private MovedClass() {}

    /**
     * Defines the copy, unless a class of that name exists.
     *
     * @param original a top-level class of this library
     * @param name binary name of the copy
     * @param neighbor a class of the copy's package and class loader
     * @return the class of that name
     * @throws IllegalStateException if the JVM refuses the definition
     */
    static synchronized Class<?> define(Class<?> original, String name, Class<?> neighbor) {
        try {
            return Class.forName(name, false, neighbor.getClassLoader());
        } catch (ClassNotFoundException absent) {
            try {
                byte[] copy = renamed(bytes(original), internal(original.getName()), internal(name));
                return MethodHandles.privateLookupIn(neighbor, MethodHandles.lookup())
                        .defineClass(copy);
            } catch (IOException | IllegalAccessException | LinkageError e) {
                throw new IllegalStateException("the JVM refused to define " + name + " (" + e + ")", e);
            }
        }
    }

    private static String internal(String name) {
        return name.replace('.', '/');
    }

    private static byte[] bytes(Class<?> original) throws IOException {
        String file = original.getSimpleName() + ".class";
        try (InputStream in = original.getResourceAsStream(file)) {
            if (in == null) {
                throw new IOException(file + " is missing beside " + original);
            }
            return in.readAllBytes();
        }
    }

    /** Replaces a name in every string of the constant pool, and makes the class public. */
    static byte[] renamed(byte[] classFile, String from, String to) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(classFile.length);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
                DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(in.readInt());
            out.writeInt(in.readInt());
            int count = in.readUnsignedShort();
            out.writeShort(count);
            int constant = 1;
            while (constant < count) {
                int tag = in.readUnsignedByte();
                out.writeByte(tag);
                if (tag == UTF8) {
                    out.writeUTF(in.readUTF().replace(from, to));
                } else {
                    out.write(in.readNBytes(length(tag)));
                }
                constant += tag == LONG || tag == DOUBLE ? 2 : 1;
            }
            out.writeShort(in.readUnsignedShort() | PUBLIC);
            in.transferTo(out);
        }
        return bytes.toByteArray();
    }

    /** Bytes of a constant after its tag: section 4.4 of the JVM specification. */
    private static int length(int tag) throws IOException {
        switch (tag) {
            case 7: // class
            case 8: // string
            case 16: // method type
            case 19: // module
            case 20: // package
                return 2;
            case 15: // method handle
                return 3;
            case 3: // int
            case 4: // float
            case 9: // field
            case 10: // method
            case 11: // interface method
            case 12: // name and type
            case 17: // dynamic
            case 18: // invoke dynamic
                return 4;
            case LONG:
            case DOUBLE:
                return 8;
            default:
                throw new IOException("unknown constant of tag " + tag);
        }
    }
}
