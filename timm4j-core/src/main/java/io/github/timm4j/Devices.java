package io.github.timm4j;

import ai.djl.Device;
import io.github.timm4j.internal.Engines;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where models run and how many threads they use: the caller's choice, else the environment variable {@code TIMM4J_DEVICE}
 * ({@code cpu}, {@code cuda}, {@code cuda:1}), else the first CUDA device where there is one, else the CPU.
 */
public final class Devices {
    private static final String VARIABLE = "TIMM4J_DEVICE";

    static {
        Engines.start();
    }

    private Devices() {}

    /**
     * The device that is used where the caller names none.
     *
     * @return a device that is there
     * @throws TimmException where {@code TIMM4J_DEVICE} asks for what is not there
     */
    public static Device preferred() {
        return preferred(System.getenv(VARIABLE));
    }

    static Device preferred(@Nullable String wanted) {
        if (wanted != null && !wanted.isBlank()) {
            return of(wanted);
        }
        return Engines.gpus() > 0 ? Device.gpu() : Device.cpu();
    }

    /**
     * The device of a name.
     *
     * @param name {@code cpu}, {@code cuda} or {@code cuda:N}; {@code gpu} is understood as {@code cuda}
     * @return a device that is there
     * @throws TimmException where it is not there
     * @throws IllegalArgumentException for another name
     */
    public static Device of(String name) {
        String key = name.strip().toLowerCase(Locale.ROOT);
        if (key.equals("cpu")) {
            return Device.cpu();
        }
        if (!key.matches("(cuda|gpu)(:\\d+)?")) {
            throw new IllegalArgumentException("unknown device '" + name + "'; known are cpu, cuda and cuda:N");
        }
        int index = key.contains(":") ? Integer.parseInt(key.substring(key.indexOf(':') + 1)) : 0;
        return checked(Device.gpu(index));
    }

    /**
     * Checks that a device is there.
     *
     * @param device the caller's choice, or null for {@link #preferred}
     * @return the device
     * @throws TimmException where it is not there
     */
    public static Device choose(@Nullable Device device) {
        return device == null ? preferred() : checked(device);
    }

    private static Device checked(Device device) {
        if (device.isGpu() && device.getDeviceId() >= Engines.gpus()) {
            throw new TimmException("CUDA device " + device.getDeviceId() + " was asked for, but libtorch sees "
                    + Engines.gpus()
                    + " CUDA devices: a CUDA build of libtorch (PYTORCH_FLAVOR, PYTORCH_LIBRARY_PATH) and an"
                    + " NVIDIA driver are needed; cpu works without");
        }
        return device;
    }

    /**
     * Threads that one operator may use.
     *
     * @return the process's setting
     */
    public static int threads() {
        return Engines.threads();
    }

    /**
     * Sets the threads that one operator may use, for the whole process.
     *
     * @param count at least 1
     */
    public static void setThreads(int count) {
        Engines.threads(count);
    }
}
