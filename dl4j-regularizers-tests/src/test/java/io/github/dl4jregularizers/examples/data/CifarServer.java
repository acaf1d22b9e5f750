package io.github.dl4jregularizers.examples.data;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** A local web server for one file, with configurable defects. */
final class CifarServer implements AutoCloseable {

    private final HttpServer server;
    private final byte[] content;

    /** The Range header of each request, or "none". */
    final List<String> requests = new ArrayList<>();

    /** Whether a range is honored. */
    boolean ranges = true;

    /** Added to where an answered range begins. */
    int rangeError;

    /** How many bytes are sent before the connection is cut. */
    int cutAfter = Integer.MAX_VALUE;

    CifarServer(String name, byte[] content) throws IOException {
        this.content = content;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/" + name, this::answer);
        server.start();
    }

    URI site() {
        return URI.create("http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + "/");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add(range == null ? "none" : range);
        int start = 0;
        int status = 200;
        if (range != null && ranges) {
            start = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
            status = start < content.length ? 206 : 416;
            exchange.getResponseHeaders()
                    .set(
                            "Content-Range",
                            status == 416
                                    ? "bytes */" + content.length
                                    : "bytes " + (start + rangeError) + "-" + (content.length - 1) + "/"
                                            + content.length);
        }
        int length = content.length - start;
        exchange.sendResponseHeaders(status, length > 0 ? length : -1);
        if (length > 0) {
            exchange.getResponseBody().write(content, start, Math.min(length, cutAfter));
            exchange.getResponseBody().flush();
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
