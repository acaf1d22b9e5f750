package io.github.dl4jregularizers.averaging;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The state of a {@link KeptParameters}: a header, the arrays as ND4J writes them, and a checksum over both. */
final class ParameterFile {

    private static final String MAGIC = "dl4j-regularizers parameters 1 ";

    final long seen;
    final List<INDArray> kept;

    private ParameterFile(long seen, List<INDArray> kept) {
        this.seen = seen;
        this.kept = kept;
    }

    /** What was read is not what was written. */
    static final class DamagedException extends IOException {

        private static final long serialVersionUID = 1L;

        DamagedException(String message) {
            super(message);
        }
    }

    static void write(OutputStream out, String kind, long seen, List<INDArray> kept) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(bytes);
        data.writeUTF(MAGIC + kind);
        data.writeLong(seen);
        data.writeInt(kept.size());
        for (INDArray array : kept) {
            Nd4j.write(array, data);
        }
        data.flush();
        CRC32 sum = new CRC32();
        sum.update(bytes.toByteArray());
        data.writeLong(sum.getValue());
        bytes.writeTo(out);
        out.flush();
    }

    /** Checks the sum first: what follows reads only what was written. */
    static ParameterFile read(InputStream in, String kind) throws IOException {
        byte[] all = in.readAllBytes();
        int length = all.length - Long.BYTES;
        CRC32 sum = new CRC32();
        sum.update(all, 0, Math.max(length, 0));
        if (length < 0 || ByteBuffer.wrap(all, length, Long.BYTES).getLong() != sum.getValue()) {
            throw new DamagedException("truncated or damaged, " + all.length + " bytes");
        }
        DataInputStream data = new DataInputStream(new ByteArrayInputStream(Arrays.copyOf(all, length)));
        String header = data.readUTF();
        if (!header.equals(MAGIC + kind)) {
            throw new DamagedException("it is of another kind: " + header);
        }
        long seen = data.readLong();
        int count = data.readInt();
        List<INDArray> kept = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            kept.add(Nd4j.read(data));
        }
        return new ParameterFile(seen, kept);
    }
}
