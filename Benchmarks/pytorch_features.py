#!/usr/bin/env python3
"""Times the features of photos with a mobilenet-v2 in PyTorch and onnxruntime, as `fovea embed mobilenet-v2` computes them.

    Benchmarks/pytorch_features.py FOLDER [--images 1000] [--batch 32] [--threads 2] [--rounds 3]

Prints images a second: of files, with what torchvision's preprocessing does in a DataLoader of no workers and of as many as
threads, and of the network alone on a batch in memory, in both memory formats of PyTorch and in onnxruntime. Weights are
random: they do not change the time. Needs torch, Pillow, onnx and onnxruntime.
"""
import argparse, glob, io, statistics, time
import numpy, onnxruntime, torch
from PIL import Image
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("folder")
for name, value in (("images", 1000), ("batch", 32), ("threads", 2), ("rounds", 3)):
    parser.add_argument("--" + name, type=int, default=value)
a = parser.parse_args()
torch.set_num_threads(a.threads)
files = sorted(glob.glob(a.folder + "/**/*.jpg", recursive=True))[:a.images]


def layer(inputs, outputs, kernel=1, stride=1, groups=1, relu=True):
    layers = [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(outputs)]
    return layers + [nn.ReLU6(True)] if relu else layers


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride, ratio):
        super().__init__()
        hidden = inputs * ratio
        self.adds = stride == 1 and inputs == outputs
        expand = layer(inputs, hidden) if ratio > 1 else []
        self.layers = nn.Sequential(
            *expand, *layer(hidden, hidden, 3, stride, hidden), *layer(hidden, outputs, relu=False))

    def forward(self, x):
        return x + self.layers(x) if self.adds else self.layers(x)


def mobilenet_v2():
    layers, inputs = layer(3, 32, 3, 2), 32
    for ratio, outputs, count, stride in (
            (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)):
        for index in range(count):
            layers.append(Block(inputs, outputs, stride if index == 0 else 1, ratio))
            inputs = outputs
    return nn.Sequential(*layers, *layer(320, 1280), nn.AdaptiveAvgPool2d(1), nn.Flatten())


network = mobilenet_v2().eval()
mean, deviation = (torch.tensor(v).view(3, 1, 1) for v in ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]))


def preprocess(image):
    """The shorter side to 256, the middle 224 × 224, numbers normalised."""
    width, height = image.size
    scale = 256 / min(width, height)
    image = image.resize((round(width * scale), round(height * scale)), Image.BILINEAR)
    left, top = (image.width - 224) // 2, (image.height - 224) // 2
    pixels = numpy.asarray(image.crop((left, top, left + 224, top + 224)))
    return (torch.from_numpy(pixels.copy()).permute(2, 0, 1).float() / 255 - mean) / deviation


class Photos(torch.utils.data.Dataset):
    def __len__(self):
        return len(files)

    def __getitem__(self, index):
        return preprocess(Image.open(files[index]).convert("RGB"))


def say(what, rates):
    print(f"{what}: {statistics.median(rates):.1f} images/s ({min(rates):.1f} to {max(rates):.1f})", flush=True)


def times(count, work):
    rates = []
    for _ in range(a.rounds):
        start = time.perf_counter()
        work()
        rates.append(count / (time.perf_counter() - start))
    return rates


with torch.inference_mode():
    for workers in (0, a.threads):
        def read():
            for batch in torch.utils.data.DataLoader(Photos(), a.batch, num_workers=workers):
                network(batch)
        say(f"pytorch {torch.__version__}, files, DataLoader of {workers} workers", times(len(files), read))
    x = torch.randn(a.batch, 3, 224, 224)
    for name, memory_format in (("contiguous", torch.contiguous_format), ("channels_last", torch.channels_last)):
        n, batch = network.to(memory_format=memory_format), x.to(memory_format=memory_format)
        n(batch)
        say(f"pytorch, network alone, {name}", times(20 * a.batch, lambda: [n(batch) for _ in range(20)]))
    file = io.BytesIO()
    torch.onnx.export(network.to(memory_format=torch.contiguous_format), x, file, dynamo=False)
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = a.threads
session = onnxruntime.InferenceSession(file.getvalue(), options, providers=["CPUExecutionProvider"])
feed = {session.get_inputs()[0].name: x.numpy()}
session.run(None, feed)
say(f"onnxruntime {onnxruntime.__version__}, network alone",
    times(20 * a.batch, lambda: [session.run(None, feed) for _ in range(20)]))
