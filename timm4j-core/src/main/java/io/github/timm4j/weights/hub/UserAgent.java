package io.github.timm4j.weights.hub;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Properties;

/** Name and version pairs that tell the hub who asks: {@code timm4j/1.0; java/17.0.15}. */
final class UserAgent {
    private static final String COORDINATES = "/META-INF/maven/io.github.timm4j/timm4j-core/pom.properties";

    private UserAgent() {}

    /** The engine's version counts as telemetry, as torch's does in the Python client. */
    static String of(Environment env) {
        boolean silent =
                env.flag("HF_HUB_DISABLE_TELEMETRY") || env.flag("DISABLE_TELEMETRY") || env.flag("DO_NOT_TRACK");
        String engine = silent
                ? ""
                : Optional.ofNullable(NDArray.class.getPackage().getSpecificationVersion())
                        .map(version -> "; djl/" + version)
                        .orElse("");
        String origin = env.text("HF_HUB_USER_AGENT_ORIGIN")
                .map(text -> "; origin/" + text.replaceAll("[^\\x20-\\x7e]", "?"))
                .orElse("");
        return "timm4j/" + version() + "; java/" + System.getProperty("java.version") + engine + origin;
    }

    /** The jar's own Maven coordinates; a build that runs from class folders has none. */
    private static String version() {
        Properties coordinates = new Properties();
        try (InputStream in = UserAgent.class.getResourceAsStream(COORDINATES)) {
            if (in != null) {
                coordinates.load(in);
            }
        } catch (IOException e) {
            return "unknown";
        }
        return coordinates.getProperty("version", "unknown");
    }
}
