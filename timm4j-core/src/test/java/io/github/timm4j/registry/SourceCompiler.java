package io.github.timm4j.registry;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles small sources as another project would, with the annotation processor on its class path. */
final class SourceCompiler {
    private final Path output;

    SourceCompiler(Path output) {
        this.output = output;
    }

    /** A catalogue in package {@code other}; {@code build} throws, since no test here runs a network. */
    static String catalogue(String type, String module, String... constants) {
        return "package other;\n"
                + "import io.github.timm4j.nn.ImageModel;\n"
                + "import io.github.timm4j.config.*; import io.github.timm4j.registry.*;\n"
                + "@ModelFamily(\"" + module + "\") public enum " + type + " implements Architecture {\n"
                + String.join(", ", constants) + ";\n"
                + "@Override public ImageModel build(ModelOptions options) {\n"
                + "  throw new UnsupportedOperationException(id());\n}\n}\n";
    }

    /** Compiles and returns the compiler's errors; class files and index lie in the output folder. */
    List<String> compile(Map<String, String> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, Locale.ROOT, null)) {
            List<String> options = List.of(
                    "-d",
                    output.toString(),
                    "-classpath",
                    output + System.getProperty("path.separator") + System.getProperty("java.class.path"),
                    "-processor",
                    ModelFamilyProcessor.class.getName());
            List<JavaFileObject> units = new ArrayList<>();
            sources.forEach((name, text) -> units.add(new Source(name, text)));
            compiler.getTask(null, files, diagnostics, options, null, units).call();
        }
        return diagnostics.getDiagnostics().stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .map(each -> each.getMessage(Locale.ROOT))
                .toList();
    }

    List<String> index() throws IOException {
        return Files.readAllLines(output.resolve(Catalogue.INDEX));
    }

    /** Packs the output folder. */
    Path jar(Path file) throws IOException {
        try (OutputStream raw = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(raw);
                Stream<Path> paths = Files.walk(output)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(new JarEntry(output.relativize(path).toString().replace('\\', '/')));
                Files.copy(path, jar);
                jar.closeEntry();
            }
        }
        return file;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name.replace('.', '/') + Kind.SOURCE.extension), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
