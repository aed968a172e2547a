"""What images_goldens.py and formats_goldens.py share: pictures without randomness, and files with what they decode to."""
import io, os
import numpy as np

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Tests", "ImagesTests")
FIXTURES, GOLDENS = os.path.join(ROOT, "Fixtures"), os.path.join(ROOT, "Goldens")
os.makedirs(FIXTURES, exist_ok=True)
os.makedirs(GOLDENS, exist_ok=True)

# What the files decode to, as the goldens have it.
decoded = []


def pattern(height, width, channels):
    """A picture without randomness: the same in any language. v = (31 x + 57 y + 97 c + x y) mod 256."""
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(channels), indexing="ij")
    return ((31 * x + 57 * y + 97 * c + x * y) % 256).astype(np.uint8)


def smooth(height, width):
    """A picture that JPEG keeps well."""
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([40 + 8 * x, 200 - 6 * y, 60 + 3 * x + 3 * y], -1).clip(0, 255).astype(np.uint8)


def over_white(rgba):
    rgba = rgba.astype(np.int64)
    a = rgba[..., -1:]
    return ((rgba[..., :-1] * a + 255 * (255 - a) + 127) // 255).astype(np.uint8)


def save(name, data):
    with open(os.path.join(FIXTURES, name), "wb") as f:
        f.write(data)


def add(name, data, expected, tolerance=0):
    """Writes a file, and remembers the pixels that are expected of it."""
    save(name, data)
    expected = np.asarray(expected)
    if expected.ndim == 2:
        expected = expected[..., None]
    decoded.append({"file": name, "width": expected.shape[1], "height": expected.shape[0], "channels": expected.shape[2],
                    "tolerance": tolerance, "pixels": expected.reshape(-1).tolist()})


def saved(image, **options):
    """The bytes of the file that Pillow makes."""
    b = io.BytesIO()
    image.save(b, **options)
    return b.getvalue()
