package io.github.dl4jregularizers.benchmark;

import io.github.dl4jregularizers.DropRate;
import io.github.dl4jregularizers.dropout.Dropout;
import io.github.dl4jregularizers.examples.network.NetworkOptions;
import io.github.dl4jregularizers.examples.network.Networks;
import io.github.dl4jregularizers.examples.network.Place;
import java.util.List;
import org.deeplearning4j.nn.api.Model;

/** The examples' networks with dropout before the classifier only, and on images and feature maps too. */
enum MonteCarloCase {
    CNN_HEAD("cnn", Place.FEATURES),
    CNN_EVERYWHERE("cnn", Place.values()),
    RESNET20_HEAD("resnet20", Place.FEATURES),
    RESNET20_EVERYWHERE("resnet20", Place.values());

    /** Units that enter the classifier of either network. */
    static final int FEATURES = 64;

    static final double DROP_RATE = 0.5;

    final String network;
    private final List<Place> places;

    MonteCarloCase(String network, Place... places) {
        this.network = network;
        this.places = List.of(places);
    }

    boolean isHeadOnly() {
        return places.size() == 1;
    }

    Model build() {
        NetworkOptions.Builder options = NetworkOptions.builder();
        places.forEach(place -> options.noise(place, new Dropout(DropRate.of(DROP_RATE))));
        return Networks.build(network, options.build());
    }
}
