package io.github.timm4j.data.loader;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.github.timm4j.data.augment.ErasingMode;
import io.github.timm4j.data.augment.RandomErasing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    void memoryIsFlatOverTwentyEpochs() throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                Loader loader = loader(224)) {
            // until the code is compiled and the heap has its size: by then 16 MiB more than after five epochs
            epochs(loader, manager, 0, 50);
            long before = resident();
            epochs(loader, manager, 50, 70);
            assertThat(resident() - before).isLessThan(24 * MIB);
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

    private static long resident() throws IOException {
        System.gc();
        List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
        return status.stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}
