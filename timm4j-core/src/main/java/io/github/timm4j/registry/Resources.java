package io.github.timm4j.registry;

import io.github.timm4j.CorruptFileException;
import io.github.timm4j.TimmException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Files of one name in every jar and folder that a class loader sees. */
record Resources(ClassLoader loader) {
    List<URL> find(String path) {
        try {
            return Collections.list(loader.getResources(path));
        } catch (IOException e) {
            throw new TimmException("cannot look for " + path, e);
        }
    }

    /** The rows of every such file as words; empty lines do not count. */
    List<Row> rows(String path) {
        List<Row> rows = new ArrayList<>();
        for (URL url : find(path)) {
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(url.openStream(), StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    if (!line.isEmpty()) {
                        rows.add(new Row(line.split(" "), url));
                    }
                }
            } catch (IOException e) {
                throw new TimmException("cannot read " + url, e);
            }
        }
        return rows;
    }

    /** One line: three words. */
    record Row(String[] words, URL file) {
        Row {
            if (words.length != 3) {
                throw new CorruptFileException(
                        file + ": expected three words a line, found \"" + String.join(" ", words) + "\"");
            }
        }
    }
}
