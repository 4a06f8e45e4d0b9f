"""Python side of the optimizer benchmark: one line in, one line out."""
import os
import sys
import time

import timm
import torch
from timm.optim import create_optimizer_v2

torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
model = None
optimizer = None

for line in sys.stdin:
    verb, argument = line.split()
    if verb == "model":
        model = timm.create_model(argument)
        for parameter in model.parameters():
            parameter.grad = 2 * parameter.detach()
        shapes = ("%s=%s" % (n, "x".join(map(str, p.shape))) for n, p in model.named_parameters())
        print(" ".join(shapes), flush=True)
    elif verb == "optimizer":
        name, mode = argument.split(",")
        optimizer = create_optimizer_v2(model, name, lr=1e-6, weight_decay=0.05, foreach=mode == "foreach")
        print("ready", flush=True)
    elif verb == "step":
        start = time.perf_counter()
        optimizer.step()
        next(model.parameters()).detach().numpy().sum()
        print((time.perf_counter() - start) * 1e3, flush=True)
