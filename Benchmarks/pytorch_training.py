#!/usr/bin/env python3
"""Trains Fovea's `cnn` in PyTorch on a folder of labeled images, and prints seconds and accuracy as JSON.

    python3 Benchmarks/pytorch_training.py DATA --img-size 96 --epochs 2 [--channels-last] [--workers 2]

The yardstick of Scripts/benchmark-training: the same layers, batch, optimiser, schedule and light augmentation (crop,
flip), images read by Pillow in a DataLoader. DATA has train/ and test/ of class folders, or the IDX files of
Fashion-MNIST. The time is from the first image read to the score on the test part.
"""
import argparse
import gzip
import json
import pathlib
import time

import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader, Dataset


def cnn(channels, side, classes):
    """Sources/Networks/Architectures/SmallConvolutionalNetwork.swift, layer by layer."""
    layers, width = [], channels

    def add(out, stride=1, pools=False):
        nonlocal width
        layers.append(nn.Conv2d(width, out, 3, stride, 1, bias=False))
        layers.extend(([nn.MaxPool2d(2)] if pools else []) + [nn.BatchNorm2d(out), nn.ReLU()])
        width = out

    if side > 48:
        add(32, 2)
        side = (side + 1) // 2
    widths = [32, 64, 128] + ([256] if side // 8 >= 6 else [])
    for index, out in enumerate(widths):
        add(out, pools=index < len(widths) - 1)
        add(out)
    head = nn.Linear(width, 1 if classes == 2 else classes)
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), head)


class Pictures(Dataset):
    """Pictures as PyTorch's own dataset of folders gives them: a file is read whenever it is asked for."""

    def __init__(self, data, part, side, augment):
        self.side, self.augment = side, augment
        if (data / "train-images-idx3-ubyte.gz").exists():
            stem = "train" if part == "train" else "t10k"
            pixels = gzip.open(data / f"{stem}-images-idx3-ubyte.gz").read()[16:]
            self.pictures = np.frombuffer(pixels, np.uint8).reshape(-1, 28, 28, 1)
            self.labels = list(gzip.open(data / f"{stem}-labels-idx1-ubyte.gz").read()[8:])
            self.classes = 10
            return
        folders = sorted(path for path in (data / part).iterdir() if path.is_dir())
        self.pictures = [(path, label) for label, folder in enumerate(folders) for path in sorted(folder.iterdir())]
        self.labels = [label for _, label in self.pictures]
        self.classes = len(folders)

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        if isinstance(self.pictures, np.ndarray):
            pixels = self.pictures[index]
        else:
            picture = Image.open(self.pictures[index][0]).convert("RGB")
            scale = self.side / min(picture.size)
            picture = picture.resize([max(self.side, round(x * scale)) for x in picture.size], Image.BILINEAR)
            left, top = (picture.width - self.side) // 2, (picture.height - self.side) // 2
            pixels = np.asarray(picture.crop((left, top, left + self.side, top + self.side)))
        x = torch.from_numpy(pixels.copy()).permute(2, 0, 1).float().div_(127.5).sub_(1)
        if self.augment:
            pad = self.side // 8
            x = nn.functional.pad(x, [pad] * 4)
            top, left = torch.randint(2 * pad + 1, (2,)).tolist()
            x = x[:, top:top + self.side, left:left + self.side]
            if torch.rand(()) < 0.5:
                x = x.flip(2)
        return x, self.labels[index]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--img-size", type=int, default=28)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--batch-size", type=int, default=128)
    parser.add_argument("--lr", type=float, default=5e-3)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--channels-last", action="store_true")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    started = time.perf_counter()
    training = Pictures(options.data, "train", options.img_size, augment=True)
    test = Pictures(options.data, "test", options.img_size, augment=False)
    network = cnn(training[0][0].shape[0], options.img_size, training.classes)
    layout = torch.channels_last if options.channels_last else torch.contiguous_format
    network = network.to(memory_format=layout)
    loader = DataLoader(
        training, options.batch_size, shuffle=True, num_workers=options.workers,
        persistent_workers=options.workers > 0)
    optimizer = torch.optim.AdamW(network.parameters(), lr=options.lr, weight_decay=0.02, foreach=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, options.lr, total_steps=options.epochs * len(loader))
    binary = training.classes == 2

    def loss_of(z, y):
        if binary:
            return nn.functional.binary_cross_entropy_with_logits(z[:, 0], y.float())
        return nn.functional.cross_entropy(z, y)

    for _ in range(options.epochs):
        network.train()
        for x, y in loader:
            optimizer.zero_grad(set_to_none=True)
            loss_of(network(x.to(memory_format=layout)), y).backward()
            optimizer.step()
            schedule.step()
    network.eval()
    right = 0
    with torch.no_grad():
        for x, y in DataLoader(test, 256, num_workers=options.workers):
            z = network(x.to(memory_format=layout))
            right += ((z[:, 0] > 0).long() if binary else z.argmax(1)).eq(y).sum().item()
    print(json.dumps({
        "seconds": round(time.perf_counter() - started, 1), "accuracy": right / len(test), "epochs": options.epochs,
        "torch": torch.__version__}))


if __name__ == "__main__":
    main()
