package io.github.timm4j.weights.hub;

import io.github.timm4j.HubException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fetches weights that lie at a plain address into the folder that torch.hub uses, {@code TORCH_HOME/hub/checkpoints}.
 *
 * <p>A name such as {@code resnet18-5c106cde.pth} states the first hex digits of the content's SHA-256, eight or more;
 * they are checked before the file becomes visible and when it is found in the folder. No token is ever sent.
 */
public final class UrlDownloads {
    private static final Pattern HASH = Pattern.compile("-([a-f0-9]{8,64})\\.");

    private final HubSettings settings;
    private final Path folder;
    private final Transfer transfer;

    /**
     * Makes a downloader that works in silence.
     *
     * @param settings time limits, user agent and the offline switch; endpoint, token and hub cache are not used
     * @param folder where files are kept, made when needed
     */
    public UrlDownloads(HubSettings settings, Path folder) {
        this(settings, folder, ProgressListener.SILENT);
    }

    /**
     * Makes a downloader.
     *
     * @param settings time limits, user agent and the offline switch; endpoint, token and hub cache are not used
     * @param folder where files are kept, made when needed
     * @param listener hears how downloads go on
     */
    public UrlDownloads(HubSettings settings, Path folder, ProgressListener listener) {
        this(settings, folder, listener, Tuning.DEFAULT);
    }

    UrlDownloads(HubSettings settings, Path folder, ProgressListener listener, Tuning tuning) {
        this.settings = settings;
        this.folder = folder;
        this.transfer = new Transfer(HubRequests.anonymous(settings), tuning, listener);
    }

    /**
     * A downloader with the settings and the folder of the environment and a progress bar where a person watches.
     *
     * @return the downloader
     * @throws IllegalArgumentException if an environment variable is malformed
     */
    public static UrlDownloads fromEnvironment() {
        return new UrlDownloads(
                HubSettings.fromEnvironment(), checkpointsFolder(System.getenv()), ConsoleProgress.ofTerminal());
    }

    /**
     * The folder that torch.hub uses with an environment: {@code TORCH_HOME/hub/checkpoints}, where {@code TORCH_HOME}
     * is {@code XDG_CACHE_HOME/torch} or {@code ~/.cache/torch} if not set.
     *
     * @param variables the environment
     * @return the folder, which need not exist
     */
    public static Path checkpointsFolder(Map<String, String> variables) {
        return new Environment(variables).torchCheckpoints();
    }

    /**
     * Fetches a file unless the folder has it; its name is the last part of the address.
     *
     * @param address a web address
     * @return the file
     * @throws HubException if the file cannot be fetched or kept, or its content does not have the hash of its name
     * @throws IllegalArgumentException if the address is no web address or its last part is no file name
     */
    public Path download(String address) {
        String path = String.valueOf(URI.create(address).getRawPath());
        return download(address, path.substring(path.lastIndexOf('/') + 1));
    }

    /**
     * Fetches a file under a name of the caller's choice unless the folder has it.
     *
     * @param address a web address
     * @param name file name; one with a hash in it has the content checked
     * @return the file
     * @throws HubException if the file cannot be fetched or kept, or its content does not have the hash of its name
     * @throws IllegalArgumentException if the address is no web address or the name is no file name
     */
    public Path download(String address, String name) {
        URI source = URI.create(address);
        Origin origin = Origin.of(source);
        if (origin == null || !origin.scheme().matches("https?")) {
            throw new IllegalArgumentException("expected a web address, found '" + address + "'");
        }
        if (RelativeName.check("file name", name).contains("/")) {
            throw new IllegalArgumentException("expected a file name without folders, found '" + name + "'");
        }
        try {
            return fetch(source, name);
        } catch (IOException e) {
            throw Trouble.explain(name, folder, e);
        }
    }

    private Path fetch(URI source, String name) throws IOException {
        Path target = folder.resolve(name);
        if (whole(target, name)) {
            return target;
        }
        if (settings.offline()) {
            throw RequestException.offline(name)
                    .and(
                            Files.exists(target)
                                    ? target + " is damaged: its content does not have the SHA-256 of its name"
                                    : target + " does not exist");
        }
        CacheLock.holding(folder.resolve(".locks").resolve(name + ".lock"), () -> complete(source, name, target));
        return target;
    }

    private void complete(URI source, String name, Path target) throws IOException {
        PartFile.sweep(Folders.make(folder));
        if (whole(target, name)) {
            return;
        }
        try (PartFile part = PartFile.create(folder, name)) {
            transfer.fetch(name, source, -1, part.channel());
            Optional<ContentHash> hash = hash(name);
            if (hash.isPresent()) {
                hash.get().check(name, part.channel());
            }
            part.publish(target);
        }
    }

    private static boolean whole(Path target, String name) throws IOException {
        Optional<ContentHash> hash = hash(name);
        return Files.isRegularFile(target) && (hash.isEmpty() || hash.get().matches(target));
    }

    private static Optional<ContentHash> hash(String name) {
        Matcher found = HASH.matcher(name);
        return found.find() ? Optional.of(ContentHash.sha256(found.group(1))) : Optional.empty();
    }
}
