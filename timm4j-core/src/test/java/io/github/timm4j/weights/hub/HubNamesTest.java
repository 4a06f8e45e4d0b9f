package io.github.timm4j.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubNamesTest {
    private static final URI HUB = URI.create("https://huggingface.co");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/etc/passwd",
                "..",
                "../x",
                "a/../b",
                "a/..",
                "..\\x",
                "a\\..\\b",
                "C:\\Windows",
                "C:x",
                "a/D:x",
                "\\\\host\\share",
                "a/\\x",
                "//host/share",
                "a//b",
                "a/",
                "./a",
                "a/./b",
                "a\0b",
                "a\nb"
            })
    void namesThatCouldLeaveTheFolderAreRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HubFile.model("timm/demo", name))
                .withMessageContaining("expected a relative name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HubRepo.model("timm/demo").at(name));
        assertThatIllegalArgumentException().isThrownBy(() -> RelativeName.check("file name", name, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a.b", ".gitattributes", "a/b/c.bin", "a..b", "...", "ä ö", "~x", "-", "a b"})
    void ordinaryNamesPass(String name) {
        assertThat(HubFile.model("timm/demo", name).path()).isEqualTo(name);
        assertThat(RelativeName.check("file name", name, true)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\b", "ab:c", "folder\\file.bin", "file.bin:stream"})
    void whatWindowsReadsAsAPathIsRefusedThereOnly(String name) {
        assertThat(RelativeName.check("file name", name, false)).isEqualTo(name);
        assertThatIllegalArgumentException().isThrownBy(() -> RelativeName.check("file name", name, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b", "timm/resnet50.a1_in1k", "Foo-BAR_foo.bar123", "123", "_x/y_"})
    void repositoryNamesPass(String id) {
        assertThat(HubRepo.model(id).id()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "a/",
                "/a",
                "a/b/c",
                "datasets/foo/bar",
                ".repo",
                "repo.",
                "-a",
                "a-",
                "foo--bar",
                "foo..bar",
                "foo.git",
                "a b",
                "../a",
                "a/..",
                "a\\b",
                "ä",
                "a\n"
            })
    void otherRepositoryNamesAreRefused(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HubRepo.model(id))
                .withMessageContaining("no repository name");
    }

    @Test
    void aNameOf97CharactersIsTooLong() {
        assertThat(HubRepo.model("a".repeat(96)).id()).hasSize(96);
        assertThatIllegalArgumentException().isThrownBy(() -> HubRepo.model("a".repeat(97)));
    }

    @Test
    void timmsWayToNameARevisionIsRead() {
        assertThat(HubRepo.parse("timm/demo@v1.0"))
                .isEqualTo(HubRepo.model("timm/demo").at("v1.0"));
        assertThat(HubRepo.parse("timm/demo").revision()).isEqualTo("main");
        assertThat(HubRepo.parse("timm/demo@v1.0").file("a")).hasToString("timm/demo@v1.0/a");
        assertThatIllegalArgumentException().isThrownBy(() -> HubRepo.parse("timm/demo@"));
    }

    @Test
    void onlyFullCommitHashesArePinned() {
        assertThat(HubRepo.model("a")
                        .at("0123456789abcdef0123456789abcdef01234567")
                        .pinned())
                .isTrue();
        assertThat(HubRepo.model("a").at("0123456").pinned()).isFalse();
        assertThat(HubRepo.model("a").pinned()).isFalse();
    }

    @Test
    void addressesAreEscapedAsThePythonClientEscapesThem() {
        HubFile file = new HubRepo(RepoType.DATASET, "timm/photos", "refs/pr/1").file("ä b/c+d%~#?.bin");
        assertThat(Addresses.file(HUB, file))
                .hasToString("https://huggingface.co/datasets/timm/photos/resolve/refs%2Fpr%2F1/"
                        + "%C3%A4%20b/c%2Bd%25~%23%3F.bin");
        assertThat(Addresses.api(HUB, file.repo(), "tree", "main"))
                .hasToString("https://huggingface.co/api/datasets/timm/photos/tree/main");
    }

    @Test
    void theTokenBelongsToTheEndpointAndTheHubsOwnHosts() {
        URI mirror = URI.create("http://mirror.example:8080/hub");
        assertThat(Origin.trusted(mirror, URI.create("HTTP://MIRROR.example:8080/x")))
                .isTrue();
        assertThat(Origin.trusted(mirror, URI.create("https://huggingface.co/x")))
                .isTrue();
        assertThat(Origin.trusted(mirror, URI.create("https://hf.co:443/x"))).isTrue();
        assertThat(Origin.trusted(mirror, URI.create("http://huggingface.co/x")))
                .isFalse();
        assertThat(Origin.trusted(mirror, URI.create("http://mirror.example/x")))
                .isFalse();
        assertThat(Origin.trusted(mirror, URI.create("https://mirror.example:8080/x")))
                .isFalse();
        assertThat(Origin.trusted(mirror, URI.create("https://huggingface.co.evil.example/x")))
                .isFalse();
        assertThat(Origin.trusted(mirror, URI.create("https://huggingface.co@evil.example/x")))
                .isFalse();
    }

    @Test
    void messagesDoNotShowSignatures() {
        assertThat(Addresses.plain(URI.create("https://cdn.example/a?sig=secret#x")))
                .isEqualTo("https://cdn.example/a");
    }
}
