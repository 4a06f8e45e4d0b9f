package io.github.timm4j.weights.hub;

import io.github.timm4j.weights.hub.HttpTransport.Reply;
import java.io.IOException;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads where the next page of a listing lies (RFC 8288). */
final class Links {
    private static final Pattern LINK = Pattern.compile("<([^>]*)>([^,<]*)");
    private static final Pattern NEXT = Pattern.compile("(?i)\\brel\\s*=\\s*\"?next\"?");

    private Links() {}

    static @Nullable URI next(Reply reply) throws IOException {
        for (String header : reply.response().headers().allValues("Link")) {
            Matcher link = LINK.matcher(header);
            while (link.find()) {
                if (NEXT.matcher(link.group(2)).find()) {
                    return Addresses.resolve(reply.address(), link.group(1));
                }
            }
        }
        return null;
    }
}
