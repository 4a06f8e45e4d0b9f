package io.github.timm4j.train.checkpoint;

/** The kinds of checkpoint files; see the package's description. */
public enum CheckpointFormat {
    /** One file in timm's layout, from which Python resumes too. */
    TORCH(".pth.tar"),
    /** Weights that any tool reads, and a file beside them for the rest. */
    SAFETENSORS(".safetensors");

    private final String extension;

    CheckpointFormat(String extension) {
        this.extension = extension;
    }

    /**
     * How names of such files end.
     *
     * @return the extension with its dot
     */
    public String extension() {
        return extension;
    }
}
