package io.github.timm4j.data.reader;

import io.github.timm4j.weights.hub.HubClient;
import io.github.timm4j.weights.hub.HubRepo;
import io.github.timm4j.weights.hub.TreeEntry;
import java.nio.file.Path;
import java.util.List;

/** Files of data sets on the Hugging Face hub, or wherever else they are kept. */
public interface DatasetHub {
    /**
     * Lists the files of a data set.
     *
     * @param name {@code owner/name}
     * @param revision branch, tag or commit
     * @return paths inside the data set
     * @throws io.github.timm4j.HubException where there is no such data set or revision, or the hub does not answer
     */
    List<String> list(String name, String revision);

    /**
     * Fetches one file, unless it is here already.
     *
     * @param name {@code owner/name}
     * @param revision branch, tag or commit
     * @param file path inside the data set
     * @return a local copy
     * @throws io.github.timm4j.HubException where it cannot be fetched
     */
    Path fetch(String name, String revision, String file);

    /**
     * The hub and its cache, by the client that fetches weights.
     *
     * @param client asks the hub
     * @return its data sets
     */
    static DatasetHub of(HubClient client) {
        return new DatasetHub() {
            @Override
            public List<String> list(String name, String revision) {
                return client.files(HubRepo.dataset(name).at(revision)).stream()
                        .map(TreeEntry::path)
                        .toList();
            }

            @Override
            public Path fetch(String name, String revision, String file) {
                return client.download(HubRepo.dataset(name).at(revision).file(file));
            }
        };
    }
}
