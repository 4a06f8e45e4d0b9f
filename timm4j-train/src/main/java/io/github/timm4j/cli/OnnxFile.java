package io.github.timm4j.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.github.timm4j.TimmException;
import io.github.timm4j.compile.onnx.OnnxSessions;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An ONNX file on ONNX Runtime, which must be on the class path. */
final class OnnxFile implements UnaryOperator<NDArray>, AutoCloseable {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final String input;

    private OnnxFile(OrtEnvironment environment, OrtSession session) {
        this.environment = environment;
        this.session = session;
        this.input = session.getInputNames().iterator().next();
    }

    /** Loads a file; the optimised graph and a profile are written where asked for. */
    static OnnxFile load(Path file, @Nullable Path optimized, boolean profile) {
        try {
            OrtEnvironment environment = OnnxSessions.environment();
            try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                // where weights are inputs too, it would print a warning for each
                options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
                if (optimized != null) {
                    options.setOptimizedModelFilePath(optimized.toString());
                }
                if (profile) {
                    options.enableProfiling(file.getFileName() + "-profile");
                }
                return new OnnxFile(environment, OnnxSessions.open(file, options));
            }
        } catch (OrtException e) {
            throw new TimmException("ONNX Runtime cannot load " + file + ": " + e.getMessage(), e);
        } catch (NoClassDefFoundError e) {
            throw new TimmException("ONNX files need com.microsoft.onnxruntime:onnxruntime on the class path", e);
        }
    }

    /** Shape of the pictures, -1 where any number fits. */
    long[] inputShape() {
        try {
            NodeInfo node = Objects.requireNonNull(session.getInputInfo().get(input));
            return ((TensorInfo) node.getInfo()).getShape();
        } catch (OrtException e) {
            throw new TimmException("ONNX Runtime: " + e.getMessage(), e);
        }
    }

    @Override
    public NDArray apply(NDArray images) {
        long[] shape = images.getShape().getShape();
        FloatBuffer pixels =
                FloatBuffer.wrap(images.toType(DataType.FLOAT32, false).toFloatArray());
        try (OnnxTensor in = OnnxTensor.createTensor(environment, pixels, shape);
                OrtSession.Result result = session.run(Map.of(input, in))) {
            OnnxTensor logits = (OnnxTensor) result.get(0);
            float[] values = new float[logits.getFloatBuffer().remaining()];
            logits.getFloatBuffer().get(values);
            return images.getManager().create(values, new Shape(shape[0], values.length / shape[0]));
        } catch (OrtException e) {
            throw new TimmException("ONNX Runtime failed: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new TimmException("ONNX Runtime: " + e.getMessage(), e);
        }
    }
}
