package io.github.timm4j.data.reader;

/** One undecoded picture and its label. */
public final class Sample {
    private final String name;
    private final String location;
    private final byte[] bytes;
    private final Target target;

    /**
     * Makes a sample; the bytes are not copied.
     *
     * @param name file name as the data set gives it
     * @param location where the bytes are, for messages
     * @param bytes the encoded picture
     * @param target its label
     */
    public Sample(String name, String location, byte[] bytes, Target target) {
        this.name = name;
        this.location = location;
        this.bytes = bytes;
        this.target = target;
    }

    /**
     * The file name as the data set gives it.
     *
     * @return with forward slashes
     */
    public String name() {
        return name;
    }

    /**
     * Where the bytes are, for messages.
     *
     * @return a path, with the name inside the archive where there is one
     */
    public String location() {
        return location;
    }

    /**
     * The encoded picture.
     *
     * @return the sample's own array
     */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * The label.
     *
     * @return {@link Target#NONE} where there is none
     */
    public Target target() {
        return target;
    }

    @Override
    public String toString() {
        return location + " (" + bytes.length + " bytes, " + target + ")";
    }
}
