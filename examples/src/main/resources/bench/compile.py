"""Python side of the compile benchmark: one line in, one line out."""
import os
import sys
import tempfile
import time
import warnings

import onnxruntime
import timm
import torch

warnings.filterwarnings("ignore")
threads = int(os.environ.get("OMP_NUM_THREADS", "1"))
torch.set_num_threads(threads)
eager = optimized = session = None


def exported(model):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # threads that spin between calls would take the cores from the other side
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.onnx")
        torch.onnx.export(model, torch.zeros(2, 3, 224, 224), path, opset_version=17, dynamo=False,
                          input_names=["x"], dynamic_axes={"x": {0: "batch"}})
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def once(kind, batch):
    x = torch.zeros(batch, 3, 224, 224)
    start = time.perf_counter()
    if kind == "onnxruntime":
        session.run(None, {"x": x.numpy()})
    else:
        with torch.inference_mode():
            (eager if kind == "eager" else optimized)(x).numpy()
    return (time.perf_counter() - start) * 1e3


for line in sys.stdin:
    verb, argument = line.split()
    if verb == "model":
        timm.layers.set_fused_attn(True)
        eager = timm.create_model(argument).eval()
        timm.layers.set_exportable(True)
        twin = timm.create_model(argument).eval()
        twin.load_state_dict(eager.state_dict())
        with torch.no_grad():
            session = exported(twin)
            timm.layers.set_exportable(False)
            traced = torch.jit.trace(eager, torch.zeros(2, 3, 224, 224))
            optimized = torch.jit.optimize_for_inference(torch.jit.freeze(traced))
        print("ready", flush=True)
    elif verb == "time":
        kind, batch = argument.split(",")
        print(once(kind, int(batch)), flush=True)
