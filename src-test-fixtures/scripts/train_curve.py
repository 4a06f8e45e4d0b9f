"""Makes fixtures/train/curve.json: the losses of timm's resnet18 over 50 steps of two optimizers.

    OMP_NUM_THREADS=1 python train_curve.py ../fixtures/train/curve.json

Needs timm 1.0.31 and torch 2.7.1. Weights and pictures are streams (see fixtures/README.md), so that the file holds numbers only.
"""
import json
import math
import os
import sys
import tempfile

import numpy as np
import timm
import torch
from timm.optim import create_optimizer_v2

MODEL, CLASSES, SIZE, BATCH, STEPS = "resnet18", 10, 128, 8, 50
OPTIMIZERS = {
    "sgd": {"lr": 1e-3, "momentum": 0.9, "weight_decay": 1e-4},
    "momentum": {"lr": 1e-3, "momentum": 0.9, "weight_decay": 1e-4},
    "adamw": {"lr": 1e-4, "weight_decay": 0.05},
}
MASK = 2**64 - 1


def stream(name, count):
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = (seed ^ byte) * 0x100000001B3 & MASK
    z = np.uint64(seed) + (np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    z ^= z >> np.uint64(30)
    z *= np.uint64(0xBF58476D1CE4E5B9)
    z ^= z >> np.uint64(27)
    z *= np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return ((z >> np.uint64(40)).astype(np.float64) - 2.0**23) / 2.0**23


def fill(model):
    """Weights of the sizes that timm begins with: norms stay as they are, the rest is uniform.

    Weights of the other fixtures' rules would make training chaotic: with them Python's own fused AdamW leaves its unfused one by
    1e-4 within ten steps, here by 2e-7 within thirty.
    """
    for key, tensor in model.state_dict().items():
        if tensor.ndim == 4:
            bound = math.sqrt(6 / (tensor.shape[0] * tensor.shape[2] * tensor.shape[3]))
        elif key.startswith("fc."):
            bound = 1 / math.sqrt(model.num_features)
        else:
            continue
        values = bound * stream(key, tensor.numel())
        tensor.copy_(torch.from_numpy(values.astype(np.float32)).reshape(tensor.shape))


def batch(step):
    """Each picture is its class's pattern under noise of its own; classes go round."""
    pixels = 3 * SIZE * SIZE
    targets = [(step * BATCH + i) % CLASSES for i in range(BATCH)]
    noise = 0.5 * stream("train.noise.%d" % step, BATCH * pixels).reshape(BATCH, pixels)
    patterns = np.stack([stream("train.class.%d" % t, pixels) for t in targets])
    images = (patterns + noise).astype(np.float32).reshape(BATCH, 3, SIZE, SIZE)
    return torch.from_numpy(images), torch.tensor(targets)


def run(name, options):
    torch.manual_seed(0)
    model = timm.create_model(MODEL, num_classes=CLASSES).train()
    with torch.no_grad():
        fill(model)
    optimizer = create_optimizer_v2(model, name, **options)
    criterion = torch.nn.CrossEntropyLoss()
    losses = []
    for step in range(STEPS):
        images, targets = batch(step)
        loss = criterion(model(images), targets)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    norms = {k: v.double().norm().item() for k, v in model.state_dict().items() if k.startswith(("fc.", "bn1.", "conv1."))}
    return {"optimizer": name, "options": options, "losses": losses, "norms": norms}


def main():
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    document = {
        "model": MODEL,
        "num_classes": CLASSES,
        "size": SIZE,
        "batch": BATCH,
        "timm": timm.__version__,
        "torch": torch.__version__.split("+")[0],
        "cases": [run(name, options) for name, options in OPTIMIZERS.items()],
    }
    target = sys.argv[1]
    with tempfile.NamedTemporaryFile("w", dir=os.path.dirname(os.path.abspath(target)), delete=False) as out:
        json.dump(document, out, indent=1, sort_keys=True)
        out.write("\n")
    os.chmod(out.name, 0o644)
    os.replace(out.name, target)


main()
