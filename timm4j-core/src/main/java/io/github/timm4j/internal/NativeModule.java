package io.github.timm4j.internal;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A TorchScript archive of one tensor's forward pass, loaded, together with its file. */
public final class NativeModule implements Backend {
    private static final String[] NO_EXTRA_FILES = {};

    static {
        Engines.start();
    }

    private final Path file;
    private final boolean temporary;
    private final NDManager manager;
    private final PtSymbolBlock block;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    private NativeModule(Path file, boolean temporary, Device device) {
        this.file = file;
        this.temporary = temporary;
        this.manager = NDManager.newBaseManager(device, "PyTorch");
        this.block =
                JniUtils.loadModule((PtNDManager) manager, file, true, NO_EXTRA_FILES, NO_EXTRA_FILES.clone(), false);
    }

    /**
     * Writes an archive to a file of its own, which lives as long as the module, and loads it.
     *
     * @param archive with a method {@code forward} of one tensor
     * @param device where its tensors go
     * @return the module
     */
    public static NativeModule load(ScriptArchive archive, Device device) {
        try {
            Path file = Files.createTempFile("timm4j", ".pt");
            try {
                try (OutputStream out = Files.newOutputStream(file)) {
                    archive.write(out);
                }
                return new NativeModule(file, true, device);
            } catch (IOException | RuntimeException | Error e) {
                Files.deleteIfExists(file);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Loads an archive from a file that stays the caller's.
     *
     * @param file a TorchScript archive with a method {@code forward} of one tensor
     * @param device where its tensors go
     * @return the module
     */
    public static NativeModule open(Path file, Device device) {
        return new NativeModule(file.toAbsolutePath(), false, device);
    }

    @Override
    public long size() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public NDList forward(NDArray x) {
        lock.readLock().lock();
        boolean recording = Engines.recording();
        try {
            if (closed) {
                throw new IllegalStateException("the compiled model is closed");
            }
            Engines.recording(false);
            // the other route runs under InferenceMode, whose results refuse later use in place
            return IValueUtils.forward(block, new NDList(x), true);
        } finally {
            Engines.recording(recording);
            lock.readLock().unlock();
        }
    }

    @Override
    public Device device() {
        return manager.getDevice();
    }

    @Override
    public void copyTo(Path target) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the compiled model is closed");
            }
            Whole.write(target, out -> Files.copy(file, out));
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                block.close();
                manager.close();
                NativeHeap.giveBack();
                if (temporary) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.writeLock().unlock();
        }
    }
}
