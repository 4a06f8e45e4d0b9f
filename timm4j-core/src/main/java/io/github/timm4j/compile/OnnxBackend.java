package io.github.timm4j.compile;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.github.timm4j.compile.onnx.OnnxModel;
import io.github.timm4j.compile.onnx.OnnxRuntime;
import io.github.timm4j.internal.ScriptArchive;

/** Compiled models that run in ONNX Runtime. */
final class OnnxBackend {
    private OnnxBackend() {}

    /** Whether ONNX Runtime is on the class path; the class that uses it cannot be linked otherwise. */
    static boolean isPresent() {
        try {
            return OnnxRuntime.isPresent();
        } catch (LinkageError e) {
            return false;
        }
    }

    /** Whether ONNX Runtime is for this kind of program: on the CPU, in float32, from floats of one size. */
    static boolean takes(Graph graph, CompileOptions options) {
        return graph.device().equals(Device.cpu())
                && graph.input().type() == DataType.FLOAT32
                && graph.outputs().stream().allMatch(output -> output.type() == DataType.FLOAT32)
                && options.dtype() == DataType.FLOAT32
                && !options.freeSize()
                && options.preprocessing() == null;
    }

    /** A simplified graph in ONNX Runtime; what it exports is an archive of plain operators. */
    static CompiledModel load(Graph graph, CompileOptions options, InputForm input) {
        long start = System.nanoTime();
        if (!takes(graph, options)) {
            throw new CompileException(
                    "ONNX Runtime runs models that compute in float32 on the CPU, from floats of one size");
        }
        if (!isPresent()) {
            throw new CompileException(
                    "ONNX Runtime is missing: add com.microsoft.onnxruntime:onnxruntime to the class path");
        }
        OnnxModel onnx = OnnxTranslation.translate(graph, "model", OnnxForm.BATCH);
        ScriptArchive archive = Emitter.archive(new Program(graph), options.dtype(), input, null);
        ArchiveInfo plain = ArchiveInfo.of(MemoryLayout.CONTIGUOUS, options.dtype(), input);
        OnnxRuntime runtime = OnnxRuntime.load(onnx, archive.extra(ArchiveInfo.NAME, plain.text()));
        return CompiledModel.of(runtime, ArchiveInfo.of(options.layout(), options.dtype(), input), start);
    }
}
