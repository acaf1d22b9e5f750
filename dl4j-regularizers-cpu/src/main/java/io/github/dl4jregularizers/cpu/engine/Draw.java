package io.github.dl4jregularizers.cpu.engine;

import io.github.dl4jregularizers.internal.backend.BodyDraw;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a layer drew for one pass: examples that keep a body, or a mask. */
final class Draw {

    private final BodyDraw body;
    private final INDArray mask;

    private Draw(BodyDraw body, INDArray mask) {
        this.body = body;
        this.mask = mask;
    }

    static Draw of(BodyDraw body) {
        return new Draw(body, null);
    }

    static Draw of(INDArray mask) {
        return new Draw(null, mask);
    }

    BodyDraw body() {
        return body;
    }

    INDArray mask() {
        return mask;
    }
}
