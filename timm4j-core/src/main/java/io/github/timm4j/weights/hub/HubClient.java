package io.github.timm4j.weights.hub;

import io.github.timm4j.HubException;
import io.github.timm4j.weights.hub.HubCache.Lookup;
import io.github.timm4j.weights.hub.RequestException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Fetches files of the Hugging Face hub into the cache folder that the Python client uses, and finds them there.
 *
 * <p>Rules follow huggingface_hub 2.4: a file of a full commit hash that is in the cache costs no request, one of a
 * branch costs a HEAD request, and where the hub cannot be reached the cached copy serves. Content is checked against
 * its hash before it becomes visible. Clients are immutable and may be shared by threads.
 */
public final class HubClient {
    private static final Duration PATIENT = Duration.ofSeconds(60);

    private final HubSettings settings;
    private final Tuning tuning;
    private final HubCache cache;
    private final HubRequests requests;
    private final BlobStore store;

    /**
     * Makes a client that works in silence.
     *
     * @param settings where the hub and the cache are
     */
    public HubClient(HubSettings settings) {
        this(settings, ProgressListener.SILENT);
    }

    /**
     * Makes a client.
     *
     * @param settings where the hub and the cache are
     * @param listener hears how downloads go on
     */
    public HubClient(HubSettings settings, ProgressListener listener) {
        this(settings, listener, Tuning.DEFAULT);
    }

    HubClient(HubSettings settings, ProgressListener listener, Tuning tuning) {
        this.settings = settings;
        this.tuning = tuning;
        this.cache = new HubCache(settings.cacheDir());
        this.requests = HubRequests.counted(settings);
        this.store = new BlobStore(cache, new Transfer(requests, tuning, listener), tuning, settings.symlinks());
    }

    /**
     * A client with the settings of the environment and a progress bar where a person watches.
     *
     * @return the client
     * @throws IllegalArgumentException if an environment variable is malformed
     * @throws HubException if the token file exists and cannot be read
     */
    public static HubClient fromEnvironment() {
        return new HubClient(HubSettings.fromEnvironment(), ConsoleProgress.ofTerminal());
    }

    /**
     * The settings of this client.
     *
     * @return the settings
     */
    public HubSettings settings() {
        return settings;
    }

    /**
     * Fetches a file unless the cache has it.
     *
     * @param file the file
     * @return its path in the cache; the content is read-only by convention
     * @throws HubException if the file does not exist, access is refused, the hub cannot be reached and the cache has
     *     no whole copy, the content is wrong, or the cache cannot be written
     */
    public Path download(HubFile file) {
        try {
            return fetch(file);
        } catch (IOException e) {
            throw Trouble.explain(file.toString(), settings.cacheDir(), e);
        }
    }

    /**
     * Fetches a file that a repository may lack, such as one of several weight formats.
     *
     * @param file the file
     * @return its path in the cache, or empty where the repository has no such file at this revision
     * @throws HubException as {@link #download}, but for a missing file
     */
    public Optional<Path> downloadIfPresent(HubFile file) {
        boolean settled = file.repo().pinned() || settings.offline();
        if (settled && knownAbsent(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(fetch(file));
        } catch (RequestException e) {
            if (e.kind() == Kind.NO_ENTRY) {
                return Optional.empty();
            }
            throw Trouble.explain(file.toString(), settings.cacheDir(), e);
        } catch (IOException e) {
            throw Trouble.explain(file.toString(), settings.cacheDir(), e);
        }
    }

    /**
     * Finds a whole copy in the cache without asking the hub.
     *
     * @param file the file
     * @return its path, or empty where the cache has none, or only a damaged one
     * @throws HubException if a file of the cache cannot be read
     */
    public Optional<Path> cached(HubFile file) {
        try {
            return Optional.ofNullable(cache.lookup(file).path());
        } catch (IOException e) {
            throw Trouble.explain(file.toString(), settings.cacheDir(), e);
        }
    }

    /**
     * Whether the hub has already said that a repository lacks a file, at the commit that the cache knows.
     *
     * @param file the file
     * @return true where the cache holds that answer
     */
    public boolean knownAbsent(HubFile file) {
        return cache.knownAbsent(file);
    }

    /**
     * Lists the files of a repository. The list of a commit is kept in the cache and serves offline as well.
     *
     * @param repo the repository
     * @return its files, in the hub's order when fetched
     * @throws HubException if the repository does not exist, access is refused, or the hub cannot be reached and the
     *     cache has no list
     */
    public List<TreeEntry> files(HubRepo repo) {
        try {
            return new TreeListing(settings, cache, requests, tuning).files(repo);
        } catch (IOException e) {
            throw Trouble.explain("the file list of " + repo, settings.cacheDir(), e);
        }
    }

    private Path fetch(HubFile file) throws IOException {
        if (file.repo().pinned()) {
            Path known = cache.lookup(file).path();
            if (known != null) {
                return known;
            }
        }
        RemoteFile remote;
        try {
            remote = requests.head(file, settings.etagTimeout());
        } catch (RequestException e) {
            noteAbsence(file, e);
            Lookup local = e.cacheMayAnswer() ? cache.lookup(file) : Lookup.failed("");
            if (local.path() != null) {
                return local.path();
            }
            remote = askAgain(file, e, local.trouble());
        }
        return store.store(file, remote);
    }

    /** Nothing in the cache can answer, so the hub is asked with more patience, where that may help. */
    private RemoteFile askAgain(HubFile file, RequestException first, String trouble) throws IOException {
        try {
            return new Retries(tuning.sleeper()).after(first, () -> requests.head(file, PATIENT));
        } catch (RequestException e) {
            noteAbsence(file, e);
            throw e.cacheMayAnswer() ? e.and(trouble) : e;
        }
    }

    private void noteAbsence(HubFile file, RequestException answer) {
        String commit = answer.commit();
        if (answer.kind() == Kind.NO_ENTRY && commit != null) {
            cache.rememberAbsent(file, commit);
        }
    }
}
