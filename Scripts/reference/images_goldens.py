#!/usr/bin/env python3
"""Makes the fixtures and goldens of ImagesTests with Pillow: tiny files of every kind, and what they decode to.

    python3 -m venv .venv && .venv/bin/pip install pillow numpy && .venv/bin/python Scripts/reference/images_goldens.py
"""
import io, json, os, struct, zlib
import numpy as np
from PIL import Image
from picture_fixtures import GOLDENS, add, decoded, over_white, pattern, save, saved, smooth


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, depth, color, rows, extra=b""):
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + r for r in rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", body) + chunk(b"IEND", b"")


rgb, gray, rgba = pattern(5, 7, 3), pattern(5, 7, 1)[..., 0], pattern(5, 7, 4)
add("rgb.png", saved(Image.fromarray(rgb), format="PNG"), rgb, 0)
add("gray.png", saved(Image.fromarray(gray), format="PNG"), gray, 0)
add("rgba.png", saved(Image.fromarray(rgba), format="PNG"), over_white(rgba), 0)
add("gray-alpha.png", saved(Image.fromarray(rgba[..., :2].copy(), "LA"), format="PNG"), over_white(rgba[..., :2]), 0)
palette = Image.fromarray(gray % 4, "P")
palette.putpalette([255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 8, 7])
add("palette.png", saved(palette, format="PNG"), np.asarray(palette.convert("RGB")), 0)
add("palette-transparent.png", saved(palette, format="PNG", transparency=1), over_white(
    np.concatenate([np.asarray(palette.convert("RGB")), np.where((gray % 4) == 1, 0, 255)[..., None].astype(np.uint8)], -1)), 0)
bits = (pattern(5, 7, 1)[..., 0] > 127)
add("gray-1.png", png(7, 5, 1, 0, [np.packbits(r).tobytes() for r in bits]), bits * 255, 0)
deep = (pattern(5, 7, 1)[..., 0].astype(np.int64) * 251 + 13)
add("gray-16.png", png(7, 5, 16, 0, [r.astype(">u2").tobytes() for r in deep]), ((deep * 255 + 32895) >> 16), 1)
deep_rgb = pattern(5, 7, 3).astype(np.int64) * 253 + 7
add("rgb-16.png", png(7, 5, 16, 2, [r.astype(">u2").tobytes() for r in deep_rgb]), ((deep_rgb * 255 + 32895) >> 16), 1)
picture = smooth(17, 19)
for name, options in [("baseline", {}), ("progressive", {"progressive": True}), ("subsampled", {"subsampling": 2})]:
    data = saved(Image.fromarray(picture), format="JPEG", quality=92, **options)
    add(f"{name}.jpg", data, np.asarray(Image.open(io.BytesIO(data)).convert("RGB")), 2)
data = saved(Image.fromarray(picture[..., 0].copy()), format="JPEG", quality=92)
add("gray.jpg", data, np.asarray(Image.open(io.BytesIO(data))), 2)
data = saved(Image.fromarray(picture).convert("CMYK"), format="JPEG", quality=92)
add("cmyk.jpg", data, np.asarray(Image.open(io.BytesIO(data)).convert("RGB")), 3)
data = saved(Image.fromarray(picture), format="WEBP", quality=90)
add("lossy.webp", data, np.asarray(Image.open(io.BytesIO(data)).convert("RGB")), 2)
data = saved(Image.fromarray(rgb), format="WEBP", lossless=True)
add("lossless.webp", data, rgb, 0)
data = saved(Image.fromarray(rgba), format="WEBP", lossless=True, exact=True)
add("alpha.webp", data, over_white(np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"))), 0)
frames = [Image.fromarray(rgb), Image.fromarray(255 - rgb)]
data = saved(frames[0], format="WEBP", lossless=True, save_all=True, append_images=frames[1:])
add("animated.webp", data, rgb, 0)
save("claims-60000.png", png(60000, 60000, 8, 2, [b"\0"]))
json.dump(decoded, open(os.path.join(GOLDENS, "decoded.json"), "w"))

resized = []
FILTERS = {"nearest": Image.NEAREST, "box": Image.BOX, "bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC,
           "lanczos": Image.LANCZOS}
for (w, h, c) in [(23, 17, 3), (23, 17, 1), (1, 1, 3), (5, 2, 1)]:
    source = pattern(h, w, c)
    image = Image.fromarray(source if c == 3 else source[..., 0])
    for (tw, th) in [(7, 5), (1, 1), (31, 40), (23, 3), (9, 17)]:
        for name, kind in FILTERS.items():
            out = np.asarray(image.resize((tw, th), kind))
            resized.append({"from": [w, h, c], "to": [tw, th], "interpolation": name, "pixels": out.reshape(-1).tolist()})
luma = np.asarray(Image.fromarray(pattern(9, 11, 3)).convert("L"))
json.dump({"resized": resized, "luma": luma.reshape(-1).tolist()}, open(os.path.join(GOLDENS, "resized.json"), "w"))
