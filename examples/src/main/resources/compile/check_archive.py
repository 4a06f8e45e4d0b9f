"""Checks and times an exported archive against timm: python check_archive.py ARCHIVE MODEL WEIGHTS.safetensors [SIZE] [DEVICE]."""
import sys
import time

import timm
import torch
from safetensors.torch import load_file

archive, name, weights = sys.argv[1:4]
size = int(sys.argv[4]) if len(sys.argv) > 4 else 224
device = sys.argv[5] if len(sys.argv) > 5 else "cpu"

model = timm.create_model(name).eval()
model.load_state_dict(load_file(weights))
model.to(device)
compiled = torch.jit.load(archive, map_location=device)


def best(call, x, runs=10):
    times = []
    for _ in range(runs + 3):
        start = time.perf_counter()
        call(x).cpu()
        times.append(time.perf_counter() - start)
    return 1e3 * min(times[3:])


torch.manual_seed(0)
failed = False
with torch.no_grad():
    for batch in (1, 5):
        x = torch.randn(batch, 3, size, size, device=device)
        expected = model(x)
        worst = ((compiled(x) - expected).abs().max() / expected.std()).item()
        failed |= not worst <= 1e-4
        print(f"batch {batch}: worst difference {worst:.2e} of the spread, "
              f"timm {best(model, x):.2f} ms, archive {best(compiled, x):.2f} ms")
sys.exit(1 if failed else 0)
