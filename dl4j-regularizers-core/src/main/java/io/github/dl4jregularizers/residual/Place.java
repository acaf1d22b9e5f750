package io.github.dl4jregularizers.residual;

/** The place of a layer in a rewritten network: layer index or vertex name, and the prefix of its parameters there. */
final class Place {

    private final String part;
    private final String prefix;

    Place(String part, String prefix) {
        this.part = part;
        this.prefix = prefix;
    }

    String part() {
        return part;
    }

    /** Moves the place with the part that holds it. */
    Place within(String container, String containerPrefix) {
        return new Place(container, containerPrefix + prefix);
    }

    /** Returns the place of a layer inside the layer at this place. */
    Place inside(String innerPrefix) {
        return new Place(part, prefix + innerPrefix);
    }

    /** Returns the name of a parameter of the layer in the network's {@code paramTable()}. */
    String parameter(String name) {
        return part + "_" + prefix + name;
    }
}
