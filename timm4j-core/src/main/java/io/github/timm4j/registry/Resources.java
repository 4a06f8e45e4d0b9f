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

    /** The lines of every such file; empty ones do not count. */
    List<Row> rows(String path) {
        List<Row> rows = new ArrayList<>();
        for (URL url : find(path)) {
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(url.openStream(), StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    if (!line.isEmpty()) {
                        rows.add(row(line, url));
                    }
                }
            } catch (IOException e) {
                throw new TimmException("cannot read " + url, e);
            }
        }
        return rows;
    }

    private static Row row(String line, URL file) {
        int first = line.indexOf(' ');
        int second = line.indexOf(' ', first + 1);
        if (first <= 0 || second <= first + 1 || second == line.length() - 1 || line.indexOf(' ', second + 1) > 0) {
            throw new CorruptFileException(file + ": expected three words a line, found \"" + line + "\"");
        }
        return new Row(line.substring(0, first), line.substring(first + 1, second), line.substring(second + 1), file);
    }

    /** One line: an architecture's name, what it stands for, its module. */
    record Row(String name, String target, String module, URL file) {}
}
