package io.github.timm4j.data.reader;

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the pictures in one tar file and in the tar files directly inside it. */
final class TarScan {
    private static final Logger LOG = LoggerFactory.getLogger(TarScan.class);

    private final String tar;
    private final ImageExtensions extensions;
    private final List<TarImage> own = new ArrayList<>();
    private final List<TarImage> nested = new ArrayList<>();
    private long skipped;

    private TarScan(String tar, ImageExtensions extensions) {
        this.tar = tar;
        this.extensions = extensions;
    }

    /**
     * What a tar file holds.
     *
     * @param images those of inner tar files first
     * @param skipped members that are no plain files, have unsafe names, or are tar files too deep inside
     */
    record Result(List<TarImage> images, long skipped) {}

    /** Scans a file; the folder name stands before the names in it where labels are made. */
    static Result scan(Path file, String folder, ImageExtensions extensions) throws IOException {
        TarScan scan = new TarScan(FileNames.base(file.toString().replace('\\', '/')), extensions);
        try (InputStream in = new BufferedInputStream(new FileInputStream(file.toFile()), 1 << 16)) {
            ByteCursor cursor = new ByteCursor(in, Files.size(file));
            scan.walk(new TarStream(cursor, file.toString()), cursor, folder);
        }
        scan.nested.addAll(scan.own);
        return new Result(scan.nested, scan.skipped);
    }

    private void walk(TarStream stream, ByteCursor cursor, String folder) throws IOException {
        for (TarStream.Member member = stream.next(); member != null; member = stream.next()) {
            if (!usable(member)) {
                continue;
            }
            if (isTar(member)) {
                String path =
                        folder.isEmpty() ? FileNames.stem(member.name()) : folder + "/" + FileNames.stem(member.name());
                walkInner(member, cursor, path);
            } else if (extensions.match(member.name())) {
                own.add(new TarImage(tar, "", folder, member.name(), member.offset(), member.size()));
            }
        }
    }

    private void walkInner(TarStream.Member inner, ByteCursor cursor, String folder) throws IOException {
        TarStream stream = new TarStream(cursor, inner.offset() + inner.size(), tar + "!" + inner.name());
        for (TarStream.Member member = stream.next(); member != null; member = stream.next()) {
            if (!usable(member)) {
                continue;
            }
            if (isTar(member)) {
                skip(member, "is a tar file in a tar file in a tar file");
            } else if (extensions.match(member.name())) {
                nested.add(new TarImage(tar, inner.name(), folder, member.name(), member.offset(), member.size()));
            }
        }
    }

    private boolean usable(TarStream.Member member) {
        if (member.name().endsWith("/")) {
            return false;
        }
        if (!member.file()) {
            skip(member, "is no plain file");
            return false;
        }
        if (!FileNames.staysInside(member.name())) {
            skip(member, "has an unsafe name");
            return false;
        }
        return true;
    }

    private void skip(TarStream.Member member, String reason) {
        skipped++;
        LOG.debug("passed over {} in {}: it {}", member.name(), tar, reason);
    }

    private static boolean isTar(TarStream.Member member) {
        return FileNames.extension(member.name()).toLowerCase(Locale.ROOT).equals(".tar");
    }
}
