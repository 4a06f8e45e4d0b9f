/**
 * ONNX: a light writer of model files, and ONNX Runtime as what runs a compiled model. The operators are those of
 * <a href="https://onnx.ai/onnx/operators/">opset 17</a>.
 */
@NullMarked
package io.github.timm4j.compile.onnx;

import org.jspecify.annotations.NullMarked;
