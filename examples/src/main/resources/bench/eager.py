"""Python side of the eager benchmark: one line in, one line out."""
import os
import sys
import time

import timm
import torch

torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
model = None


def status(key):
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith(key))


def once(batch):
    x = torch.zeros(batch, 3, 224, 224)
    start = time.perf_counter()
    with torch.inference_mode():
        model(x).numpy()
    return (time.perf_counter() - start) * 1e3


for line in sys.stdin:
    verb, argument = line.split()
    if verb == "model":
        model = timm.create_model(argument).eval()
        print("ready", flush=True)
    elif verb == "time":
        print(once(int(argument)), flush=True)
    elif verb == "memory":
        once(1)
        x = torch.zeros(int(argument), 3, 224, 224) + 0
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
        before = status("VmRSS:")
        with torch.inference_mode():
            model(x).numpy()
        peak = status("VmHWM:")
        print(peak / 1024, (peak - before) / 1024, flush=True)
