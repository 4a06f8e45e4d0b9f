package io.github.timm4j.cli;

import io.github.timm4j.train.checkpoint.CheckpointCleaner;
import io.github.timm4j.train.checkpoint.PublishedWeights;
import java.nio.file.Path;

/** {@code clean}: a checkpoint's weights alone, as they are published. */
final class CleanCommand implements Command {
    @Override
    public int run(Settings settings, Console console) {
        Path checkpoint = settings.path("checkpoint");
        if (checkpoint == null) {
            throw new UsageException("no checkpoint: give it with --checkpoint");
        }
        CheckpointCleaner.Options options = new CheckpointCleaner.Options(
                settings.word("output"),
                !settings.flag("no_use_ema"),
                !settings.flag("no_hash"),
                settings.flag("clean_aux_bn"),
                settings.flag("safetensors"));
        PublishedWeights written = CheckpointCleaner.clean(checkpoint, options);
        console.print("wrote " + written.file() + ", SHA-256 " + written.sha256());
        return Program.OK;
    }
}
