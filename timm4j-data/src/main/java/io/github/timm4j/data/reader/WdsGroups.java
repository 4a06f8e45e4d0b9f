package io.github.timm4j.data.reader;

import io.github.timm4j.CorruptFileException;
import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The samples of a WebDataset shard: neighbouring members whose names agree up to the first dot of the file name.
 * Damage is told to the caller; what came before it is still given.
 */
final class WdsGroups implements Iterator<WdsGroups.Group>, AutoCloseable {
    private static final Pattern NAME = Pattern.compile("((?:.*/|)[^.]+)[.]([^/]*)", Pattern.UNIX_LINES);
    private static final Pattern META = Pattern.compile("__[^/]*__($|/.*)", Pattern.DOTALL);

    private final Path shard;
    private final Set<String> wanted;
    private final BiConsumer<String, @Nullable Exception> skip;
    private final @Nullable InputStream in;
    private @Nullable TarStream tar;
    private @Nullable Group pending;
    private @Nullable Group ready;

    /**
     * One sample.
     *
     * @param key what its members' names have in common
     * @param fields contents by lower-case ending
     */
    record Group(String key, Map<String, byte[]> fields) {}

    /** Opens a shard; only members with the wanted endings are read, and what is passed over goes to {@code skip}. */
    WdsGroups(Path shard, Set<String> wanted, BiConsumer<String, @Nullable Exception> skip) {
        this.shard = shard;
        this.wanted = wanted;
        this.skip = skip;
        this.in = open();
    }

    private @Nullable InputStream open() {
        try {
            InputStream file = new BufferedInputStream(new FileInputStream(shard.toFile()), 1 << 16);
            file.mark(2);
            boolean packed = file.read() == 0x1f && file.read() == 0x8b;
            file.reset();
            InputStream plain = packed ? new BufferedInputStream(new GZIPInputStream(file, 1 << 16), 1 << 16) : file;
            tar = new TarStream(new ByteCursor(plain, packed ? Long.MAX_VALUE : Files.size(shard)), shard.toString());
            return plain;
        } catch (IOException e) {
            skip.accept(shard.toString(), e);
            return null;
        }
    }

    @Override
    public boolean hasNext() {
        while (ready == null && tar != null) {
            advance(tar);
        }
        return ready != null;
    }

    private void advance(TarStream members) {
        try {
            TarStream.Member member = members.next();
            if (member == null) {
                finish();
            } else if (member.file() && !META.matcher(member.name()).matches()) {
                add(member, members);
            }
        } catch (IOException | CorruptFileException e) {
            skip.accept(shard.toString(), e);
            finish();
        }
    }

    private void finish() {
        tar = null;
        ready = pending;
        pending = null;
    }

    private void add(TarStream.Member member, TarStream members) throws IOException {
        Matcher name = NAME.matcher(member.name());
        if (!name.matches()) {
            return;
        }
        String key = name.group(1);
        String ending = name.group(2).toLowerCase(Locale.ROOT);
        Group group = pending;
        if (group == null || !group.key.equals(key)) {
            ready = group;
            group = new Group(key, new HashMap<>());
            pending = group;
        }
        if (wanted.contains(ending) && group.fields.putIfAbsent(ending, members.read(member)) != null) {
            skip.accept(shard + "!" + member.name() + " comes twice", null);
        }
    }

    @Override
    public Group next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Group group = Objects.requireNonNull(ready);
        ready = null;
        return group;
    }

    @Override
    public void close() {
        try {
            if (in != null) {
                in.close();
            }
        } catch (IOException e) {
            skip.accept(shard.toString(), e);
        }
    }
}
