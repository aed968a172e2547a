#!/usr/bin/env python3
"""How much shrinking while decoding changes a picture, by the headroom that is kept: the figures of Docs/Pixels.md.

    shrink_headroom.py FOLDER

Pillow's draft mode decodes at 1/2, 1/4 or 1/8 as Fovea does. For each photo and size the largest factor is taken that
keeps the shrunk picture HEADROOM times larger than the target, and compared with decoding in full.
"""
import glob
import io
import os
import sys

import numpy as np
from PIL import Image

names = sorted(glob.glob(os.path.join(sys.argv[1], "**", "*.jp*g"), recursive=True))[:300]
print("size headroom shrunk mean worst")
for size in (64, 96, 128, 224):
    for headroom in (1.0, 1.25, 1.5, 2.0):
        errors = []
        for name in names:
            data = open(name, "rb").read()
            full = Image.open(io.BytesIO(data)).convert("RGB")
            short = min(full.size)
            factor = next((f for f in (8, 4, 2) if short >= size * f * headroom), 1)
            if factor == 1:
                continue
            draft = Image.open(io.BytesIO(data))
            draft.draft("RGB", (-(-full.size[0] // factor), -(-full.size[1] // factor)))
            if max(draft.size) * factor < max(full.size):
                continue
            a = np.asarray(full.resize((size, size), Image.BILINEAR), dtype=np.float32)
            b = np.asarray(draft.convert("RGB").resize((size, size), Image.BILINEAR), dtype=np.float32)
            errors.append(float(np.abs(a - b).mean()))
        if errors:
            print(f"{size:4} {headroom:8} {len(errors):6} {np.mean(errors):.3f} {max(errors):.3f}", flush=True)
