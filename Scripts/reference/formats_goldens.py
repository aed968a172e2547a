#!/usr/bin/env python3
"""Makes the fixtures and goldens of TIFF, BMP, GIF, HEIC and AVIF: tiny files of every kind, and what Pillow decodes them to.

    python3 -m venv .venv && .venv/bin/pip install pillow pillow-heif numpy && .venv/bin/python Scripts/reference/formats_goldens.py

What Pillow writes is its own; other kinds are written here, byte by byte. Where Pillow reads such a file otherwise than
Fovea means to (16 bits, which it clips; samples of 12 bits, which it takes as they are), the expected pixels are those
that the file was made of.
"""
import io, json, os, struct, zlib
import numpy as np
import pillow_heif
import picture_fixtures
from PIL import Image, ImageOps
from picture_fixtures import GOLDENS, decoded, over_white, pattern, save, saved, smooth


def scaled(values, bits):
    """From 0 … 2ⁿ − 1 to 0 … 255, rounded."""
    most = (1 << bits) - 1
    return (values.astype(np.int64) * 255 + most // 2) // most


def add(name, data, expected=None, tolerance=0):
    """As `picture_fixtures.add`; what is not said is what Pillow decodes."""
    if expected is None:
        image = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
        if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
            expected = over_white(np.asarray(image.convert("RGBA")))
        else:
            expected = np.asarray(image.convert("L" if image.mode in ("1", "L") else "RGB"))
    picture_fixtures.add(name, data, expected, tolerance)


# TIFF 6.0: a header, and of each page its directory behind its data.
SHORT, LONG = 3, 4


def tiff(pages, endian="<", big=False):
    """`pages` are (tags, blocks): tags by number, and the bytes of each strip or tile."""
    mark = b"II" if endian == "<" else b"MM"
    out = bytearray(mark + struct.pack(endian + "HHHQ", 43, 8, 0, 0) if big else mark + struct.pack(endian + "HI", 42, 0))
    link = len(out) - (8 if big else 4)
    for tags, blocks in pages:
        tags = dict(tags)
        tiled = 322 in tags
        places = []
        for block in blocks:
            places.append(len(out))
            out += block + b"\0" * (len(block) % 2)
        tags[324 if tiled else 273] = (LONG, places)
        tags[325 if tiled else 279] = (LONG, [len(b) for b in blocks])
        entries = []
        for tag in sorted(tags):
            value = tags[tag]
            kind, values = value if isinstance(value, tuple) else (SHORT, value)
            values = values if isinstance(values, list) else [values]
            code = endian + str(len(values)) + {SHORT: "H", LONG: "I", 1: "B"}[kind]
            body = struct.pack(code, *values)
            room = 8 if big else 4
            if len(body) > room:
                place = len(out)
                out += body + b"\0" * (len(body) % 2)
                body = struct.pack(endian + ("Q" if big else "I"), place)
            entries.append(struct.pack(endian + ("HHQ" if big else "HHI"), tag, kind, len(values)) + body.ljust(room, b"\0"))
        struct.pack_into(endian + ("Q" if big else "I"), out, link, len(out))
        out += struct.pack(endian + ("Q" if big else "H"), len(entries)) + b"".join(entries)
        link = len(out)
        out += b"\0" * (8 if big else 4)
    return bytes(out)


def tags(width, height, bits, photometric, samples=1, **more):
    fields = {256: width, 257: height, 258: [bits] * samples, 259: 1, 262: photometric, 277: samples, 278: height}
    fields.update({int(k[1:]): v for k, v in more.items()})
    return fields


rgb, gray, rgba = pattern(5, 7, 3), pattern(5, 7, 1)[..., 0], pattern(5, 7, 4)
deep = gray.astype(np.int64) * 251 + 13
deep_rgb = rgb.astype(np.int64) * 253 + 7
add("gray.tiff", saved(Image.fromarray(gray), format="TIFF"))
add("rgb-lzw.tiff", saved(Image.fromarray(rgb), format="TIFF", compression="tiff_lzw"))
add("rgba-deflate.tiff", saved(Image.fromarray(rgba), format="TIFF", compression="tiff_adobe_deflate"))
palette = Image.fromarray(gray % 4, "P")
palette.putpalette([255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 8, 7])
add("palette.tiff", saved(palette, format="TIFF", compression="packbits"))
bits = gray > 127
add("fax.tiff", saved(Image.fromarray(bits), format="TIFF", compression="group4"))
add("cmyk.tiff", saved(Image.fromarray(rgb).convert("CMYK"), format="TIFF"), tolerance=2)
picture = smooth(17, 19)
add("ycbcr-jpeg.tiff", saved(Image.fromarray(picture), format="TIFF", compression="jpeg", quality=92), tolerance=3)
for name, endian in [("gray-16.tiff", "<"), ("gray-16-big-endian.tiff", ">")]:
    add(name, tiff([(tags(7, 5, 16, 1), [deep.astype(endian + "u2").tobytes()])], endian), scaled(deep, 16))
add("white-is-zero-16.tiff", tiff([(tags(7, 5, 16, 0), [deep.astype("<u2").tobytes()])]), 255 - scaled(deep, 16))
add("rgb-16.tiff", tiff([(tags(7, 5, 16, 2, 3, _259=8), [zlib.compress(deep_rgb.astype("<u2").tobytes())])]),
    scaled(deep_rgb, 16))
add("bigtiff.tiff", tiff([(tags(7, 5, 8, 2, 3), [rgb.tobytes()])], big=True), rgb)
twelve = (deep >> 4)
packed = b"".join(np.packbits(((r[:, None] >> np.arange(11, -1, -1)) & 1).astype(np.uint8).reshape(-1)).tobytes() for r in twelve)
add("gray-12.tiff", tiff([(tags(7, 5, 12, 1), [packed])]), scaled(twelve, 12))
add("planes.tiff", tiff([(tags(7, 5, 8, 2, 3, _284=2), [rgb[..., c].tobytes() for c in range(3)])]), rgb)
add("gray-alpha-16.tiff", tiff([(tags(7, 5, 16, 1, 2, _338=2), [(rgba[..., :2].astype("<u2") * 257).tobytes()])]),
    over_white(rgba[..., :2]))
color, alpha = rgba[..., :3].astype(np.int64), rgba[..., 3:].astype(np.int64)
ready = (color * alpha + 127) // 255
add("premultiplied.tiff", tiff([(tags(7, 5, 8, 2, 4, _338=1), [np.concatenate([ready, alpha], -1).astype(np.uint8).tobytes()])]),
    ready + 255 - alpha)
add("infrared.tiff", tiff([(tags(7, 5, 8, 2, 4, _338=0), [rgba.tobytes()])]), rgb)
# Tiles of 16×16 over 19×17 pixels: the last ones reach beyond the picture.
padded = np.zeros((32, 32, 3), np.uint8)
padded[:17, :19] = picture
tiles = [padded[y:y + 16, x:x + 16] for y in (0, 16) for x in (0, 16)]
fields = tags(19, 17, 8, 2, 3, _322=16, _323=16)
del fields[278]
add("tiles.tiff", tiff([(fields, [t.tobytes() for t in tiles])]), picture)
indices = np.zeros((32, 32), np.uint8)
indices[:17, :19] = pattern(17, 19, 1)[..., 0]
colors = [int(v) * 257 for c in range(3) for v in (np.arange(256) * (c + 3) + 5 * c) % 256]
fields = tags(19, 17, 8, 3, 1, _322=16, _323=16, _320=(SHORT, colors))
del fields[278]
lookup = np.array(colors).reshape(3, 256).T // 257
add("tiles-palette.tiff", tiff([(fields, [indices[y:y + 16, x:x + 16].tobytes() for y in (0, 16) for x in (0, 16)])]),
    lookup[indices[:17, :19]])
strips = tags(7, 5, 8, 3, 1, _320=(SHORT, colors), _278=2)
add("strips-palette.tiff", tiff([(strips, [gray[0:2].tobytes(), gray[2:4].tobytes(), gray[4:].tobytes()])]), lookup[gray])
add("turned.tiff", tiff([(tags(7, 5, 8, 2, 3, _274=6), [rgb.tobytes()])]), np.rot90(rgb, -1))
add("turned-palette.tiff", tiff([({**strips, 274: 5}, [gray[0:2].tobytes(), gray[2:4].tobytes(), gray[4:].tobytes()])]),
    lookup[gray].transpose(1, 0, 2))
page = (tags(7, 5, 8, 1), [gray.tobytes()])
# Read with a note, so not among the goldens: three pages; a preview before the picture; nothing but a preview.
small = (tags(2, 2, 8, 1, _254=(LONG, 1)), [b"\0\1\2\3"])
save("pages.tiff", tiff([page, (tags(7, 5, 8, 1), [(255 - gray).tobytes()]), page]))
add("preview-first.tiff", tiff([small, page, small]), gray)
save("previews.tiff", tiff([small]))
save("floats.tiff", tiff([(tags(7, 5, 32, 1, _339=3), [gray.astype("<f4").tobytes()])]))
save("signed.tiff", tiff([(tags(7, 5, 16, 1, _339=2), [gray.astype("<i2").tobytes()])]))
save("channels.tiff", tiff([(tags(7, 5, 8, 1, 3, _338=[0, 0]), [rgb.tobytes()])]))
save("raw.tiff", tiff([({**tags(7, 5, 8, 1), 50706: (1, [1, 4, 0, 0])}, [gray.tobytes()])]))
save("claims-60000.tiff", tiff([(tags(60000, 60000, 8, 2, 3, _259=8), [zlib.compress(b"\0")])]))
fields = tags(1, 1, 8, 1, 1, _322=(LONG, 1 << 20), _323=(LONG, 1 << 20), _259=8)
del fields[278]
save("huge-tile.tiff", tiff([(fields, [zlib.compress(b"\0")])]))


# BMP: a file header, an information header, masks and palette, rows from the lowest up, in words of four bytes.
def bmp(width, height, bits, body, compression=0, colors=b"", masks=(), header=40, used=0):
    size = header if header != 40 else 40
    info = struct.pack("<IiiHHIIiiII", size, width, height, 1, bits, compression, len(body), 2835, 2835, used, 0)
    if header > 40:
        info += struct.pack("<4I", *masks)
        info = info.ljust(header, b"\0")
    else:
        info += struct.pack(f"<{len(masks)}I", *masks)
    start = 14 + len(info) + len(colors)
    return b"BM" + struct.pack("<IHHI", start + len(body), 0, 0, start) + info + colors + body


def rows(lines):
    return b"".join(line.ljust((len(line) + 3) // 4 * 4, b"\0") for line in lines)


add("rgb.bmp", saved(Image.fromarray(rgb), format="BMP"))
add("gray.bmp", saved(Image.fromarray(gray), format="BMP"))
add("bilevel.bmp", saved(Image.fromarray(bits), format="BMP"))
add("palette.bmp", saved(palette, format="BMP"))
add("rgba.bmp", bmp(7, 5, 32, rgba[::-1, :, [2, 1, 0, 3]].tobytes(), 3, masks=(0xff0000, 0xff00, 0xff, 0xff000000), header=108),
    over_white(rgba))
add("empty-alpha.bmp", bmp(7, 5, 32, np.concatenate([rgb[::-1, :, ::-1], np.zeros((5, 7, 1), np.uint8)], -1).tobytes(), 3,
                           masks=(0xff0000, 0xff00, 0xff, 0xff000000), header=108), rgb)
add("top-down.bmp", bmp(7, -5, 24, rows([r[:, ::-1].tobytes() for r in rgb])), rgb)
five = rgb.astype(np.int64) >> 3
words = (five[..., 0] << 10 | five[..., 1] << 5 | five[..., 2]).astype("<u2")
add("rgb-555.bmp", bmp(7, 5, 16, rows([r.tobytes() for r in words[::-1]])), scaled(five, 5))
six = np.stack([rgb[..., 0] >> 3, rgb[..., 1] >> 2, rgb[..., 2] >> 3], -1).astype(np.int64)
words = (six[..., 0] << 11 | six[..., 1] << 5 | six[..., 2]).astype("<u2")
add("rgb-565.bmp", bmp(7, 5, 16, rows([r.tobytes() for r in words[::-1]]), 3, masks=(0xf800, 0x7e0, 0x1f)),
    np.stack([scaled(six[..., 0], 5), scaled(six[..., 1], 6), scaled(six[..., 2], 5)], -1))
table = [(int(i * 16), int(255 - i * 9), int(i * 7)) for i in range(16)]
entries = b"".join(struct.pack("BBBB", b, g, r, 0) for r, g, b in table)
nibbles = gray[:, :7] % 16
four = [bytes((int(r[i]) << 4) | (int(r[i + 1]) if i + 1 < 7 else 0) for i in range(0, 7, 2)) for r in nibbles[::-1]]
add("palette-4.bmp", bmp(7, 5, 4, rows(four), colors=entries, used=16), np.array(table)[nibbles])
runs = b"".join(bytes([3, int(r[0]) & 15, 0, 4]) + bytes(int(v) & 15 for v in r[3:]) + b"\0\0" for r in gray[::-1]) + b"\0\1"
expected = np.stack([np.concatenate([np.full(3, r[0] & 15), r[3:] & 15]) for r in gray])
add("runs-8.bmp", bmp(7, 5, 8, runs, 1, colors=entries, used=16), np.array(table)[expected])
runs = b"".join(bytes([3, (int(r[0]) & 15) << 4 | (int(r[1]) & 15), 0, 4,
                       (int(r[3]) & 15) << 4 | (int(r[4]) & 15), (int(r[5]) & 15) << 4 | (int(r[6]) & 15)]) + b"\0\0"
                for r in gray[::-1]) + b"\0\1"
expected = np.stack([np.array([r[0], r[1], r[0], r[3], r[4], r[5], r[6]]) & 15 for r in gray])
add("runs-4.bmp", bmp(7, 5, 4, runs, 2, colors=entries, used=16), np.array(table)[expected])
# A move leaves the first colour behind; the rest of the picture is never reached.
runs = bytes([2, 5, 0, 2, 1, 1, 2, 6]) + b"\0\1"
expected = np.zeros((5, 7), np.int64)
expected[4, 0:2] = 5
expected[3, 3:5] = 6
add("runs-moved.bmp", bmp(7, 5, 8, runs, 1, colors=entries, used=16), np.array(table)[expected])
core = struct.pack("<IHHHH", 12, 7, 5, 1, 24)
body = rows([r[:, ::-1].tobytes() for r in rgb[::-1]])
add("os2.bmp", b"BM" + struct.pack("<IHHI", 26 + len(body), 0, 0, 26) + core + body, rgb)
save("claims-60000.bmp", bmp(60000, 60000, 24, b"\0" * 16))

# GIF
add("palette.gif", saved(palette, format="GIF"))
add("gray.gif", saved(Image.fromarray(gray), format="GIF"))
add("transparent.gif", saved(palette, format="GIF", transparency=1))
add("interlaced.gif", saved(Image.fromarray(pattern(13, 7, 1)[..., 0]), format="GIF", interlace=1))
frames = [Image.fromarray(gray), Image.fromarray(255 - gray)]
add("animated.gif", saved(frames[0], format="GIF", save_all=True, append_images=frames[1:]), gray)
# More codes than a table has, with 12 bits and without: a picture without repetition.
noise = np.random.default_rng(7).integers(0, 256, (64, 80), dtype=np.uint8)
add("noise.gif", saved(Image.fromarray(noise), format="GIF", interlace=0))
add("plain.gif", saved(Image.fromarray(np.full((64, 80), 77, np.uint8)), format="GIF", interlace=0))
# A frame of 2×2 within a screen of 5×4: what it does not cover is white. Codes of 3 bits: clear, 0, 1, 2, 3, end.
codes = sum(code << (3 * i) for i, code in enumerate([4, 0, 1, 2])) | 3 << 12 | 5 << 16
# After four codes the table has 8 entries, so that the next ones have 4 bits.
frame = b"\x2c" + struct.pack("<HHHHB", 2, 1, 2, 2, 0) + b"\x02" + bytes([3]) + codes.to_bytes(3, "little") + b"\0"
expected = np.full((4, 5, 3), 255)
expected[1:3, 2:4] = [[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [9, 8, 7]]]
add("offset.gif", b"GIF89a" + struct.pack("<HHBBB", 5, 4, 0x81, 0, 0) + bytes([255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 8, 7]) + frame + b";",
    expected)
save("claims-60000.gif", b"GIF89a" + struct.pack("<HHBBB", 60000, 60000, 0x80, 0, 0) + bytes(6) + b"\x2c"
     + struct.pack("<HHHHB", 0, 0, 60000, 60000, 0) + b"\x02\x01\x04\0;")

# HEIC and AVIF, with colours at full resolution, so that how they are enlarged decides nothing.
pillow_heif.register_heif_opener()
image = Image.fromarray(smooth(32, 48))
add("still.heic", saved(image, format="HEIF", quality=95, chroma=444), tolerance=4)
add("still.avif", saved(image, format="AVIF", quality=95, subsampling="4:4:4"), tolerance=4)
wide = smooth(32, 48)
faded = np.concatenate([wide, np.broadcast_to((np.arange(48) * 5).astype(np.uint8)[None, :, None], (32, 48, 1))], -1)
add("alpha.avif", saved(Image.fromarray(faded.copy(), "RGBA"), format="AVIF", quality=95, subsampling="4:4:4"), tolerance=5)
add("gray.avif", saved(Image.fromarray(wide[..., 0].copy()), format="AVIF", quality=95), tolerance=4)
turned = Image.Exif()
turned[0x0112] = 6
add("turned.avif", saved(image, format="AVIF", quality=95, subsampling="4:4:4", exif=turned.tobytes()), tolerance=4)
add("turned.heic", saved(image, format="HEIF", quality=95, chroma=444, exif=turned.tobytes()), tolerance=4)
# Ten bits: libheif brings them to eight.
tens = pillow_heif.from_bytes("RGB;16", (48, 32), (smooth(32, 48).astype("<u2") * 257).tobytes())
b = io.BytesIO()
tens.save(b, quality=95, chroma=444)
add("ten-bits.heic", b.getvalue(), smooth(32, 48), tolerance=5)
json.dump(decoded, open(os.path.join(GOLDENS, "formats.json"), "w"))
