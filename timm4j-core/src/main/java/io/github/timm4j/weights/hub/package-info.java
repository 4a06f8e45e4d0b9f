/**
 * Weights and datasets from the Hugging Face hub and from plain URLs.
 *
 * <p>{@link io.github.timm4j.weights.hub.HubClient} shares the cache folder of the Python client (huggingface_hub 2.4):
 * a file fetched by either is found by the other. Beyond the Python client, content is checked against the hash that
 * the hub states (SHA-256 of large files, git's SHA-1 of small ones) before it becomes visible, and damaged files in
 * the cache are noticed. {@link io.github.timm4j.weights.hub.UrlDownloads} does the same for weights that lie at a
 * plain address, in the folder that torch.hub uses.
 *
 * <p>Three properties hold without any lock: a visible file is whole, an unfinished one has a name of its own, and
 * every step is an atomic rename. Locks only save fetching the same file twice.
 */
@NullMarked
package io.github.timm4j.weights.hub;

import org.jspecify.annotations.NullMarked;
