package io.github.timm4j.cli;

import io.github.timm4j.Timm;
import io.github.timm4j.registry.ModelQuery;
import java.util.List;

/** {@code list}: names of models. */
final class ListCommand implements Command {
    @Override
    public int run(Settings settings, Console console) {
        List<String> names = settings.flag("modules") ? Timm.listModules() : Timm.listModels(query(settings));
        console.print(settings.word("format").equals("json") ? ResultTable.pretty(names) : String.join("\n", names));
        if (names.isEmpty()) {
            console.say("no model has such a name");
        }
        return names.isEmpty() ? Program.FAILED : Program.OK;
    }

    private static ModelQuery query(Settings settings) {
        ModelQuery.Builder query = ModelQuery.builder()
                .filters(settings.words("filters").stream()
                        .map(ListCommand::wildcard)
                        .toArray(String[]::new))
                .modules(words(settings, "module"))
                .pretrained(settings.flag("pretrained"))
                .excludeFilters(words(settings, "exclude"))
                .licenses(words(settings, "license"))
                .excludeLicenses(words(settings, "exclude_license"));
        return settings.flag("tags") ? query.includeTags(true).build() : query.build();
    }

    private static String wildcard(String filter) {
        return filter.matches(".*[*?\\[].*") ? filter : "*" + filter + "*";
    }

    private static String[] words(Settings settings, String key) {
        return settings.words(key).toArray(new String[0]);
    }
}
