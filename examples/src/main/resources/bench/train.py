"""Python side of the training benchmark: one line in, one line out."""
import os
import sys
import time

import timm
import torch
from timm.optim import create_optimizer_v2

torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
criterion = torch.nn.CrossEntropyLoss()


def status(key):
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith(key))


def step():
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


for line in sys.stdin:
    verb, *arguments = line.split()
    if verb == "model":
        name, size, batch, opt = arguments
        options = {"img_size": int(size)} if name.startswith("vit") else {}
        model = timm.create_model(name, **options).train()
        optimizer = create_optimizer_v2(model, opt, lr=1e-6, weight_decay=0.05)
        x = torch.zeros(int(batch), 3, int(size), int(size)) + 0.5
        y = torch.arange(int(batch)) % 1000
        print("ready", flush=True)
    elif verb == "step":
        start = time.perf_counter()
        step()
        print((time.perf_counter() - start) * 1e3, flush=True)
    elif verb == "memory":
        before = status("VmRSS:")
        for _ in range(int(arguments[0])):
            step()
        peak = status("VmHWM:")
        print(peak / 1024, (peak - before) / 1024, flush=True)
