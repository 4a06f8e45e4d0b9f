package io.github.timm4j.internal;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import java.util.List;
import java.util.Map;

/**
 * The C library's heaps, where libtorch has its arrays on the CPU. The settings are glibc's and libtorch's own and are
 * left alone where the environment has them; on other systems and C libraries nothing happens.
 */
public final class NativeHeap {
    /** Aligns arrays of 2 MiB and more with large pages and asks Linux for such pages. */
    private static final String LARGE_PAGES = "THP_MEM_ALLOC_ENABLE";

    private static final List<String> THRESHOLDS =
            List.of("GLIBC_TUNABLES", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_");
    private static final int MMAP_THRESHOLD = -3;
    private static final int TRIM_THRESHOLD = -1;
    private static final int TOP_PAD = -2;
    private static final int MIB = 1 << 20;

    private NativeHeap() {}

    /**
     * Lets passes find the memory of the passes before them. By itself glibc gives the free end of a heap back to the
     * system within a pass, whose next layer pays for the same pages anew; and it leaves a small block before every
     * aligned large one, so that the hole of a freed array does not fit the next of its size and a training heap grows
     * by half. Together this is a tenth to a half of the time of larger batches. libtorch reads its option at its first
     * array.
     */
    static void configure() {
        Map<String, String> environment = System.getenv();
        if (!environment.containsKey(LARGE_PAGES)) {
            call("setenv", LARGE_PAGES, "1", 0);
        }
        if (THRESHOLDS.stream().noneMatch(environment::containsKey)) {
            // 32 MiB is the most that glibc takes; its heaps beside the first are of 64 MiB and stay with such a pad
            call("mallopt", MMAP_THRESHOLD, 32 * MIB);
            call("mallopt", TRIM_THRESHOLD, 256 * MIB);
            call("mallopt", TOP_PAD, 64 * MIB);
        }
    }

    /** Gives all free memory back to the system, after much of it was freed for good. */
    public static void giveBack() {
        call("malloc_trim", 0L);
    }

    private static void call(String function, Object... arguments) {
        if (!Platform.isLinux()) {
            return;
        }
        try {
            Function.getFunction("c", function).invokeInt(arguments);
        } catch (LinkageError e) {
            // another C library, or native code may not be unpacked here: arrays work without, only larger
        }
    }
}
