package io.github.dl4jregularizers.internal.snapshot;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** File format of a {@link KeptParameters}: a header, the arrays as ND4J writes them, and a checksum over both. */
public final class ParameterFile {

    private static final String FAMILY = "dl4j-regularizers parameters ";
    private static final String MAGIC = FAMILY + "3 ";

    public final long seen;
    public final long taken;
    public final List<INDArray> kept;

    public ParameterFile(long seen, long taken, List<INDArray> kept) {
        this.seen = seen;
        this.taken = taken;
        this.kept = kept;
    }

    /** The content is not a state of the expected kind. */
    public static final class DamagedException extends IOException {

        private static final long serialVersionUID = 1L;

        DamagedException(String message) {
            super(message);
        }
    }

    public void write(OutputStream out, String kind) throws IOException {
        CheckedOutputStream summed = new CheckedOutputStream(out, new CRC32());
        DataOutputStream data = new DataOutputStream(summed);
        data.writeUTF(MAGIC + kind);
        data.writeLong(seen);
        data.writeLong(taken);
        data.writeInt(kept.size());
        for (INDArray array : kept) {
            Nd4j.write(array, data);
        }
        data.writeLong(summed.getChecksum().getValue());
        data.flush();
    }

    /** Reads a state; verifies the checksum before anything else. */
    public static ParameterFile read(InputStream in, String kind) throws IOException {
        byte[] all = in.readAllBytes();
        int length = all.length - Long.BYTES;
        CRC32 sum = new CRC32();
        sum.update(all, 0, Math.max(length, 0));
        if (length < 0
                || new DataInputStream(new ByteArrayInputStream(all, length, Long.BYTES)).readLong()
                        != sum.getValue()) {
            throw new DamagedException("truncated or damaged, " + all.length + " bytes");
        }
        try {
            return parsed(all, length, kind);
        } catch (DamagedException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new DamagedException(e.toString());
        }
    }

    private static ParameterFile parsed(byte[] all, int length, String kind) throws IOException {
        DataInputStream data = new DataInputStream(new ByteArrayInputStream(all, 0, length));
        String header = data.readUTF();
        if (!header.equals(MAGIC + kind)) {
            throw new DamagedException(
                    header.startsWith(FAMILY) && !header.startsWith(MAGIC)
                            ? "an earlier version of dl4j-regularizers wrote it (" + header.substring(FAMILY.length())
                                    + "), and this version reads format 3 only. Average again from the network"
                            : "it is of another kind: " + header);
        }
        long seen = data.readLong();
        long taken = data.readLong();
        int count = data.readInt();
        byte[] arrays = data.readAllBytes();
        List<INDArray> kept = new ArrayList<>();
        int place = 0;
        for (int i = 0; i < count; i++) {
            StoredArray array = StoredArray.at(arrays, place);
            kept.add(array.read());
            place = array.end();
        }
        return new ParameterFile(seen, taken, kept);
    }
}
