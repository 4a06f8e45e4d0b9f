package io.github.timm4j.weights.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.timm4j.weights.hub.HubRequests.Page;
import io.github.timm4j.weights.hub.RequestException.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The files of a repository at a commit; kept in {@code trees/COMMIT.json}, which the Python client reads too. */
final class TreeListing {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORMAT = 1;

    private final HubSettings settings;
    private final HubCache cache;
    private final HubRequests requests;
    private final Tuning tuning;

    TreeListing(HubSettings settings, HubCache cache, HubRequests requests, Tuning tuning) {
        this.settings = settings;
        this.cache = cache;
        this.requests = requests;
        this.tuning = tuning;
    }

    List<TreeEntry> files(HubRepo repo) throws IOException {
        String commit = repo.pinned() ? repo.revision() : commit(repo);
        Optional<List<TreeEntry>> kept = read(repo, commit);
        if (kept.isPresent()) {
            return kept.get();
        }
        List<TreeEntry> entries = fetch(repo, commit);
        write(repo, commit, entries);
        return entries;
    }

    private String commit(HubRepo repo) throws IOException {
        String what = "commit of " + repo;
        URI address = Addresses.api(settings.endpoint(), repo, "revision", repo.revision());
        try {
            String commit = Retries.call(tuning.sleeper(), () -> requests.page(what, address))
                    .json()
                    .path("sha")
                    .asText();
            if (!HubRepo.isCommit(commit)) {
                throw malformed(what, "a commit hash in 'sha'", commit);
            }
            return commit;
        } catch (RequestException e) {
            Optional<String> known =
                    cache.commit(repo).filter(commit -> read(repo, commit).isPresent());
            if (!e.cacheMayAnswer() || known.isEmpty()) {
                throw e;
            }
            return known.get();
        }
    }

    private List<TreeEntry> fetch(HubRepo repo, String commit) throws IOException {
        String what = "file list of " + repo;
        List<TreeEntry> entries = new ArrayList<>();
        Set<URI> seen = new HashSet<>();
        URI next =
                URI.create(Addresses.api(settings.endpoint(), repo, "tree", commit) + "?recursive=true&expand=false");
        while (next != null) {
            URI address = next;
            if (!seen.add(address)) {
                throw RequestException.of(Kind.REFUSED, what + ": the pages form a loop");
            }
            Page page = Retries.call(tuning.sleeper(), () -> requests.page(what, address));
            if (!page.json().isArray()) {
                throw malformed(what, "a list", page.json().getNodeType().name());
            }
            page.json().forEach(node -> entry(node).ifPresent(entries::add));
            next = page.next();
        }
        return List.copyOf(entries);
    }

    private static RequestException malformed(String what, String expected, String found) {
        return RequestException.of(
                Kind.REFUSED,
                what + ": the server does not answer like a hub: expected " + expected + ", found '" + found + "'");
    }

    private static Optional<TreeEntry> entry(JsonNode node) {
        if (!node.path("type").asText().equals("file")) {
            return Optional.empty();
        }
        JsonNode lfs = node.path("lfs");
        return Optional.of(new TreeEntry(
                node.path("path").asText(),
                lfs.path("size").asLong(node.path("size").asLong()),
                node.path("oid").asText(),
                text(lfs.path("oid"))));
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.asText() : null;
    }

    private Path kept(HubRepo repo, String commit) {
        return cache.folder(repo).resolve("trees").resolve(commit + ".json");
    }

    /** A list that is absent, damaged or of another format is fetched again. */
    private Optional<List<TreeEntry>> read(HubRepo repo, String commit) {
        List<TreeEntry> entries = new ArrayList<>();
        try {
            JsonNode tree = JSON.readTree(Files.readAllBytes(kept(repo, commit)));
            if (tree.path("format_version").asInt() != FORMAT) {
                return Optional.empty();
            }
            tree.path("files").properties().forEach(field -> {
                JsonNode info = field.getValue();
                long size = info.path("lfs_size").asLong(info.path("size").asLong());
                String blob = info.path("blob_id").asText();
                entries.add(new TreeEntry(field.getKey(), size, blob, text(info.path("lfs_sha256"))));
            });
            return Optional.of(List.copyOf(entries));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void write(HubRepo repo, String commit, List<TreeEntry> entries) {
        ObjectNode tree = JSON.createObjectNode().put("format_version", FORMAT);
        ObjectNode files = tree.putObject("files");
        for (TreeEntry entry : entries) {
            ObjectNode info =
                    files.putObject(entry.path()).put("size", entry.size()).put("blob_id", entry.blobId());
            if (entry.sha256() != null) {
                info.put("lfs_sha256", entry.sha256()).put("lfs_size", entry.size());
            }
        }
        try {
            cache.write(repo, kept(repo, commit), JSON.writeValueAsString(tree));
            cache.rememberCommit(repo, commit);
        } catch (IOException e) {
            // listed again then
        }
    }
}
