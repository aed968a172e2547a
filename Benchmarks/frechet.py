#!/usr/bin/env python3
"""The Fréchet distance of generated images to real ones, on the features of a classifier of Fovea, beside that of real to real.

    Benchmarks/frechet.py MODEL.safetensors SAMPLES FASHION-MNIST-FOLDER

SAMPLES is what `fovea gan sample` wrote. Features are what the last linear layer of the model reads. Of each set as many
images are taken as there are samples: the distance depends on their number. Source: Heusel et al., arXiv:1706.08500, with the
classifier in the place of Inception, so that numbers are comparable with each other alone. Needs torch, numpy and Pillow.
"""
import glob, gzip, json, struct, sys
import numpy, torch
import torch.nn.functional as F
from PIL import Image

path, samples, folder = sys.argv[1:]
with open(path, "rb") as file:
    length = struct.unpack("<Q", file.read(8))[0]
    header = json.loads(file.read(length))
    data = file.read()
model = json.loads(header.pop("__metadata__")["fovea"])
weights = {
    name: torch.frombuffer(bytearray(data[slice(*t["data_offsets"])]), dtype=torch.float32).reshape(t["shape"])
    for name, t in header.items() if not name.startswith("training/")}


def features(pixels):
    """What the last linear layer reads, of bytes [N, H, W]."""
    x = torch.from_numpy(pixels.astype(numpy.float32))[:, None] / 255
    x = (x - model["preprocessing"]["mean"][0]) / model["preprocessing"]["deviation"][0]
    for node in model["network"]["nodes"]:
        name, kind = node["name"], node["operation"]
        if kind == "linear" and node is model["network"]["nodes"][-1]:
            return x
        if kind == "convolution":
            padding = node["padding"]
            assert padding == "same" and node["stride"] == 1 or isinstance(padding, list) and len(set(padding)) == 1
            x = F.conv2d(x, weights[name + ".weight"], weights.get(name + ".bias"), node["stride"], "same" if padding == "same" else padding[0])
        elif kind == "batch-normalization":
            x = F.batch_norm(x, *(weights[f"{name}.{k}"] for k in ("running_mean", "running_var", "weight", "bias")), eps=node["epsilon"])
        elif kind == "max-pooling":
            x = F.max_pool2d(x, node["kernel"], node["stride"])
        elif kind == "relu":
            x = F.relu(x)
        elif kind == "global-average-pooling":
            x = x.mean((2, 3))
        else:
            raise SystemExit(f"{name}: {kind} is not known here")


def all_features(pixels):
    with torch.no_grad():
        return torch.cat([features(pixels[i:i + 500]) for i in range(0, len(pixels), 500)]).double().numpy()


def distance(a, b):
    """|m - n|² + tr(A + B - 2 (AB)^½) of the means and covariances."""
    (m, A), (n, B) = ((x.mean(0), numpy.cov(x, rowvar=False)) for x in (a, b))
    # The root's trace is the sum of the roots of the eigenvalues of AB, which are those of a symmetric matrix.
    values, vectors = numpy.linalg.eigh(A)
    root = (vectors * numpy.sqrt(values.clip(0))) @ vectors.T
    return ((m - n) ** 2).sum() + numpy.trace(A) + numpy.trace(B) - 2 * numpy.sqrt(numpy.linalg.eigvalsh(root @ B @ root).clip(0)).sum()


def idx(name):
    with gzip.open(f"{folder}/{name}-images-idx3-ubyte.gz") as file:
        return numpy.frombuffer(file.read(), numpy.uint8, offset=16).reshape(-1, 28, 28)


generated = numpy.stack([numpy.asarray(Image.open(p).convert("L")) for p in sorted(glob.glob(samples + "/*/*.png"))])
count = len(generated)
random = numpy.random.default_rng(0)
train, test = idx("train"), idx("t10k")
pick = random.permutation(len(train))
real, other = train[pick[:count]], train[pick[count:2 * count]]
f = {name: all_features(x) for name, x in (("generated", generated), ("real", real), ("other", other), ("test", test[:count]))}
print(f"{count} images each, {f['real'].shape[1]} features")
print(f"generated to training {distance(f['generated'], f['real']):.3f}")
print(f"training to training  {distance(f['other'], f['real']):.3f}")
print(f"test to training      {distance(f['test'], f['real']):.3f}")
