"""Checks and times an exported archive against timm, on the CPU and on CUDA where there is one.

python check_archive.py ARCHIVE MODEL WEIGHTS.safetensors [SIZE] [DEVICE]
"""
import sys
import time

import timm
import torch
from safetensors.torch import load_file

archive, name, weights = sys.argv[1:4]
size = int(sys.argv[4]) if len(sys.argv) > 4 else 224
devices = sys.argv[5:6] or ["cpu"] + ["cuda"] * torch.cuda.is_available()
# the file is a zip whose entries are stored, so that what the archive says of its precision can be searched for
with open(archive, "rb") as file:
    content = file.read()
bound = 0.15 if b'"BFLOAT16"' in content else 0.03 if b'"FLOAT16"' in content else 1e-4
# without it CUDA rounds the factors of products to 10 bits
torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False


def best(call, x, runs=10):
    times = []
    for _ in range(runs + 3):
        start = time.perf_counter()
        call(x).cpu()
        times.append(time.perf_counter() - start)
    return 1e3 * min(times[3:])


def check(device):
    model = timm.create_model(name).eval()
    model.load_state_dict(load_file(weights))
    model.to(device)
    compiled = torch.jit.load(archive, map_location=device)
    fits = True
    for batch in (1, 5):
        x = torch.randn(batch, 3, size, size, device=device)
        expected = model(x)
        worst = ((compiled(x) - expected).abs().max() / expected.std()).item()
        fits &= worst <= bound
        print(f"{device}, batch {batch}: worst difference {worst:.2e} of the spread, "
              f"timm {best(model, x):.2f} ms, archive {best(compiled, x):.2f} ms")
    return fits


torch.manual_seed(0)
with torch.no_grad():
    passed = [check(device) for device in devices]
sys.exit(0 if all(passed) else 1)
