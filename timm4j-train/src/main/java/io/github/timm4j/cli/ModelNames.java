package io.github.timm4j.cli;

import io.github.timm4j.Timm;
import io.github.timm4j.registry.ModelQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The models that a command's options name: one, a wildcard, all, or a list in a file. */
final class ModelNames {
    /** Weights that do not classify ImageNet-1k. */
    private static final String[] OTHER_CLASSES = {"*_in21k", "*_in22k", "*in12k", "*_dino", "*fcmae", "*seer"};

    private ModelNames() {}

    /**
     * The list that the options name.
     *
     * @return empty where they name a single model
     */
    static List<String> list(Settings settings, boolean pretrained) throws IOException {
        String list = settings.text("model_list");
        if (list != null) {
            return found("--model-list " + list, expand(list, pretrained || settings.flag("pretrained")));
        }
        String model = settings.word("model");
        if (model.equals("all")) {
            return Timm.listModels(ModelQuery.builder()
                    .pretrained(true)
                    .excludeFilters(OTHER_CLASSES)
                    .build());
        }
        if (model.contains(":") || Timm.isModel(model)) {
            return List.of();
        }
        if (Files.isRegularFile(Path.of(model))) {
            return found(model, lines(Path.of(model)));
        }
        return model.matches(".*[*?\\[].*") ? found("--model " + model, Timm.listModels(model, pretrained)) : List.of();
    }

    private static List<String> expand(String list, boolean pretrained) throws IOException {
        if (Files.isRegularFile(Path.of(list))) {
            return lines(Path.of(list));
        }
        List<String> names = new ArrayList<>();
        for (String filter : list.split(",", -1)) {
            names.addAll(Timm.listModels(filter.strip(), pretrained));
        }
        return names;
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static List<String> found(String what, List<String> names) {
        if (names.isEmpty()) {
            throw new UsageException(what + " names no model");
        }
        return names;
    }
}
