package io.github.timm4j;

import io.github.timm4j.config.PretrainedCfg;
import io.github.timm4j.config.WeightLocation;
import io.github.timm4j.weights.WeightFile;
import io.github.timm4j.weights.WeightFiles;
import io.github.timm4j.weights.WeightFormat;
import io.github.timm4j.weights.WeightJars;
import io.github.timm4j.weights.WeightTensor;
import io.github.timm4j.weights.hub.ConsoleProgress;
import io.github.timm4j.weights.hub.HubClient;
import io.github.timm4j.weights.hub.HubFile;
import io.github.timm4j.weights.hub.HubRepo;
import io.github.timm4j.weights.hub.HubSettings;
import io.github.timm4j.weights.hub.UrlDownloads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the weights that a pretrained configuration names: a given file, a weight jar, the hub and its cache, an address. */
final class PretrainedSource {
    private static final String PICKLED = "pytorch_model.bin";
    private static final Map<String, String> SAFE_TWINS =
            Map.of(PICKLED, "model.safetensors", "open_clip_pytorch_model.bin", "open_clip_model.safetensors");
    private static final List<String> PREFERRED = List.of(
            "model.safetensors",
            PICKLED,
            "pytorch_model.pth",
            "model.pth",
            "open_clip_model.safetensors",
            "open_clip_pytorch_model.safetensors",
            "open_clip_pytorch_model.bin",
            "open_clip_pytorch_model.pth");
    private static final List<String> ENDINGS = List.of(".safetensors", ".pth", ".pth.tar", ".bin");

    private final HubSettings settings;
    private final @Nullable Path cacheDir;

    PretrainedSource(HubSettings settings, @Nullable Path cacheDir) {
        this.settings = cacheDir == null ? settings : settings.withCacheDir(cacheDir);
        this.cacheDir = cacheDir;
    }

    /** Does something with the open weights, and closes them. */
    interface Use {
        void accept(Map<String, WeightTensor> tensors, WeightFormat format);
    }

    /** Opens the weights of a configuration. */
    void open(PretrainedCfg cfg, Use use) {
        WeightLocation location = cfg.weights().location();
        if (location instanceof WeightLocation.InMemory memory) {
            Map<String, WeightTensor> tensors = new LinkedHashMap<>();
            memory.arrays().forEach((key, array) -> tensors.put(key, WeightTensor.of(array)));
            use.accept(tensors, WeightFormat.SAFETENSORS);
            return;
        }
        try (WeightFile file = file(cfg, location)) {
            // a file or folder that the caller names may be a training checkpoint, whose averaged weights timm prefers
            boolean local = location instanceof WeightLocation.LocalFile || location instanceof WeightLocation.LocalDir;
            use.accept(file.stateDict(local), file.format());
        }
    }

    private WeightFile file(PretrainedCfg cfg, WeightLocation location) {
        if (location instanceof WeightLocation.LocalFile local) {
            return WeightFiles.open(local.path());
        }
        if (location instanceof WeightLocation.LocalDir dir) {
            return WeightFiles.open(inFolder(dir.path()));
        }
        Optional<WeightFile> packed = WeightJars.find(cfg.name());
        if (packed.isPresent()) {
            return packed.get();
        }
        if (location instanceof WeightLocation.Hub hub) {
            return WeightFiles.open(fromHub(hub));
        }
        if (location instanceof WeightLocation.Web web) {
            return WeightFiles.open(fromWeb(web));
        }
        throw new TimmException("no pretrained weights exist for " + cfg.name()
                + "; make it without pretrained, or name a weight file");
    }

    /** The cache's folder of a hub repository, with the named file in it. */
    Path folderOf(String id, String name) {
        Path file = hub().download(new HubFile(HubRepo.parse(id), name));
        return Objects.requireNonNull(file.getParent(), "a cached file lies in a folder");
    }

    private Path fromHub(WeightLocation.Hub location) {
        HubClient hub = hub();
        HubRepo repo = HubRepo.parse(location.id());
        String name = location.filename() == null ? PICKLED : location.filename();
        String safe = SAFE_TWINS.getOrDefault(name, name.replaceFirst("\\.bin$", ".safetensors"));
        if (!safe.equals(name)) {
            Optional<Path> found = hub.downloadIfPresent(new HubFile(repo, safe));
            if (found.isPresent()) {
                return found.get();
            }
        }
        return hub.download(new HubFile(repo, name));
    }

    private HubClient hub() {
        return new HubClient(settings, ConsoleProgress.ofTerminal());
    }

    private Path fromWeb(WeightLocation.Web web) {
        UrlDownloads downloads =
                cacheDir == null ? UrlDownloads.fromEnvironment() : new UrlDownloads(settings, cacheDir);
        return web.filename() == null
                ? downloads.download(web.address())
                : downloads.download(web.address(), web.filename());
    }

    private static Path inFolder(Path folder) {
        for (String name : PREFERRED) {
            if (Files.exists(folder.resolve(name))) {
                return folder.resolve(name);
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> sorted = files.sorted().toList();
            for (String ending : ENDINGS) {
                for (Path file : sorted) {
                    if (file.toString().endsWith(ending)) {
                        return file;
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
        throw new TimmException("no weights in " + folder + ": expected one of " + PREFERRED
                + " or a file that ends with " + String.join(", ", ENDINGS));
    }
}
