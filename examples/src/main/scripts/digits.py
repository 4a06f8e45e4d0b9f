"""Writes scikit-learn's handwritten digits as two tars of PNGs, for the training examples.

    python digits.py ../resources/digits

Needs scikit-learn 1.x and Pillow. The 1,797 pictures of 8 x 8 pixels with values from 0 to 16 become grey values from 0 to 255, in folders named by the digit.
Every fifth picture of a digit is for validation. Times and owners are left out, so that the files are the same each time.
"""
import io
import sys
import tarfile
from pathlib import Path

import numpy as np
from PIL import Image
from sklearn.datasets import load_digits

digits = load_digits()
seen = [0] * 10
out = Path(sys.argv[1])
with tarfile.open(out / "train.tar", "w", format=tarfile.USTAR_FORMAT) as train, tarfile.open(
    out / "validation.tar", "w", format=tarfile.USTAR_FORMAT
) as validation:
    for number, (image, label) in enumerate(zip(digits.images, digits.target)):
        pixels = np.round(image * 255 / 16).astype(np.uint8)
        data = io.BytesIO()
        Image.fromarray(pixels).save(data, "png", optimize=True)
        entry = tarfile.TarInfo("%d/%04d.png" % (label, number))
        entry.size = data.tell()
        data.seek(0)
        (validation if seen[label] % 5 == 4 else train).addfile(entry, data)
        seen[label] += 1
