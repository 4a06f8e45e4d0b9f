package io.github.timm4j.registry;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Files of one name in every jar and folder that some class loaders see. */
record Resources(List<ClassLoader> loaders) {
    Resources plus(ClassLoader loader) {
        List<ClassLoader> all = new ArrayList<>(loaders);
        all.add(loader);
        return new Resources(List.copyOf(all));
    }

    /** Each file once, also where two loaders share a parent. */
    Collection<URL> find(String path) {
        Map<String, URL> found = new LinkedHashMap<>();
        for (ClassLoader loader : loaders) {
            try {
                for (URL url : Collections.list(loader.getResources(path))) {
                    found.putIfAbsent(url.toExternalForm(), url);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot look for " + path, e);
            }
        }
        return found.values();
    }

    /** Reads the rows of every such file as words; empty lines do not count. */
    void eachRow(String path, BiConsumer<String[], URL> row) {
        for (URL url : find(path)) {
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(url.openStream(), StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    if (!line.isEmpty()) {
                        row.accept(line.split(" "), url);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + url, e);
            }
        }
    }
}
