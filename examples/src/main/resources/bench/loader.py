"""Python side of the loader benchmark: one line in, one line out."""
import os
import sys
import time

import torch
from PIL import Image
from timm.data import create_dataset, create_loader

torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
SIZES = [(500, 375), (375, 500), (500, 333), (640, 480)]
SAVE = {
    "jpeg": ("jpg", dict(quality=90)),
    "fine": ("jpg", dict(quality=95, subsampling=0)),
    "progressive": ("jpg", dict(quality=90, progressive=True)),
    "png": ("png", {}),
    "webp": ("webp", dict(quality=90)),
}


def make(folder, kinds, count, photos):
    """Cuts photos differently for each file, at the sizes that ImageNet's pictures have."""
    sources = [Image.open(os.path.join(photos, name)).convert("RGB") for name in sorted(os.listdir(photos))]
    for i in range(count):
        photo = sources[i % len(sources)]
        kind = kinds[i % len(kinds)]
        inset = 1 + i % 13
        box = (inset, 2 * inset, photo.width - inset, photo.height - 2 * inset)
        picture = photo.resize(SIZES[i // len(kinds) % len(SIZES)], Image.BICUBIC, box)
        ending, options = SAVE[kind]
        target = os.path.join(folder, "class%d" % (i % 7))
        os.makedirs(target, exist_ok=True)
        picture.save(os.path.join(target, "%04d.%s" % (i, ending)), **options)


def loader(folder, batch, workers, training, policy):
    dataset = create_dataset("", folder, input_key=".jpg;.png;.webp")
    return create_loader(
        dataset, (3, 224, 224), batch, is_training=training, auto_augment=policy or None, num_workers=workers,
        re_prob=0.25 if training else 0.0, re_mode="pixel", interpolation="bicubic", device=torch.device("cpu"),
        crop_pct=0.875)


current = None
for line in sys.stdin:
    words = line.split()
    if words[0] == "make":
        make(words[1], words[2].split(","), int(words[3]), words[4])
        print("ready", flush=True)
    elif words[0] == "loader":
        del current
        current = loader(words[1], int(words[2]), int(words[3]), words[4] == "train", words[5] if len(words) > 5 else "")
        print("ready", flush=True)
    elif words[0] == "epoch":
        start = time.perf_counter()
        samples = 0
        for images, targets in current:
            samples += len(images)
        print((time.perf_counter() - start) * 1e3 / samples, flush=True)
