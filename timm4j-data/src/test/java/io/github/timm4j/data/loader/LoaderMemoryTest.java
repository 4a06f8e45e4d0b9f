package io.github.timm4j.data.loader;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.github.timm4j.data.augment.ErasingMode;
import io.github.timm4j.data.augment.RandomErasing;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Many epochs, whole ones and ones that are left early, take no more memory than a few. */
class LoaderMemoryTest {
    private static final long MIB = 1 << 20;

    @Test
    void directBuffersAreUsedAgain() {
        try (NDManager manager = NDManager.newBaseManager();
                Loader loader = loader(64)) {
            epochs(loader, manager, 0, 12);
            // two ahead, one with the caller, one that begins where another ends
            assertThat(loader.buffers()).isLessThanOrEqualTo(4);
            assertThat(manager.getManagedArrays()).isEmpty();
        }
    }

    @Test
    @Tag("soak")
    @EnabledOnOs(OS.LINUX)
    void memoryIsFlatOverFortyEpochs() throws Exception {
        try (NDManager manager = NDManager.newBaseManager();
                Loader loader = loader(224)) {
            epochs(loader, manager, 0, 20);
            nativeMemory();
            // the pause lets the compiler of the virtual machine come to its end, whose work takes memory too
            epochs(loader, manager, 20, 40);
            long before = nativeMemory();
            epochs(loader, manager, 40, 80);
            // these epochs have 93 batches: if each kept its bytes, 53 MiB more; its floats, 213 MiB
            assertThat(nativeMemory() - before).isLessThan(24 * MIB);
        }
    }

    private static Loader loader(int side) {
        LoaderOptions options = LoaderOptions.training(LoaderPictures.config(side), 4)
                .erasing(RandomErasing.of(0.5, ErasingMode.PIXEL, 1))
                .workers(2);
        return Loaders.createLoader(LoaderPictures.folder(), options);
    }

    /** Every third epoch is left after one batch. */
    private static void epochs(Loader loader, NDManager manager, int from, int to) {
        for (int epoch = from; epoch < to; epoch++) {
            int taken = 0;
            try (Batches batches = loader.epoch(epoch, manager)) {
                while (batches.hasNext() && (epoch % 3 != 0 || taken == 0)) {
                    batches.next().close();
                    taken++;
                }
            }
        }
    }

    /**
     * Resident memory without the Java heap. Java gives what a collection has freed back in the background, and the
     * allocator of the C library keeps what libtorch and the compiler have freed: so both are made to return it, and
     * the least of a second counts.
     */
    private static long nativeMemory() throws Exception {
        System.gc();
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            server.invoke(commands, "systemTrimNativeHeap", new Object[0], new String[0]);
            Thread.sleep(50);
            least = Math.min(least, resident() - heap());
        }
        return least;
    }

    private static long heap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    }

    private static long resident() throws IOException {
        List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
        return status.stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}
