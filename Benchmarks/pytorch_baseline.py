#!/usr/bin/env python3
"""Times one step of the benchmark networks in PyTorch, as `fovea benchmark` does in Fovea.

    pytorch_baseline.py NETWORK [--task train|infer] [--mode plain|channels_last|bf16] [--threads 2] [--seconds 6]

A training step is forward, cross-entropy, backward and SGD with momentum on random data; an inference step is forward
in inference mode. Prints one JSON object with the figures of `fovea benchmark --json`. Modes: plain is PyTorch's
default, channels_last the memory format that its convolutions prefer, bf16 that with autocast.
"""
import argparse
import json
import resource
import statistics
import time

import torch
from torch import nn
from torch.nn import functional


def pair(inputs, outputs):
    return [
        nn.Conv2d(inputs, outputs, 3, padding=1), nn.ReLU(), nn.Conv2d(outputs, outputs, 3, padding=1), nn.ReLU(),
        nn.MaxPool2d(2),
    ]


def cnn28():
    head = [nn.Flatten(), nn.Linear(64 * 7 * 7, 128), nn.ReLU(), nn.Linear(128, 10)]
    return nn.Sequential(*pair(1, 32), *pair(32, 64), *head)


def mlp784():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10))


class Block(nn.Module):
    """Two 3×3 convolutions with batch normalisation around a shortcut, which is projected where the shape changes."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.bn2(self.conv2(functional.relu(self.bn1(self.conv1(x)))))
        return functional.relu(y + self.downsample(x))


def resnet(blocks):
    layers, inputs = [nn.Conv2d(3, 32, 3, 1, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU()], 32
    for stage, outputs in enumerate([32, 64, 128, 256]):
        for block in range(blocks):
            layers.append(Block(inputs, outputs, 2 if stage > 0 and block == 0 else 1))
            inputs = outputs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, 10))


class LastState(nn.Module):
    """A layer of 128 hidden units over the rows of pictures, whose last state goes to a linear layer."""

    def __init__(self, layer):
        super().__init__()
        self.layer, self.head = layer(28, 128, batch_first=True), nn.Linear(128, 10)

    def forward(self, x):
        return self.head(self.layer(x.squeeze(1))[0][:, -1])


NETWORKS = {
    "bench-cnn28": (cnn28, (128, 1, 28, 28)),
    "bench-mlp784": (mlp784, (128, 1, 28, 28)),
    "bench-resnet32": (lambda: resnet(1), (128, 3, 32, 32)),
    "bench-resnet112": (lambda: resnet(2), (32, 3, 112, 112)),
    "bench-rnn28": (lambda: LastState(nn.RNN), (128, 1, 28, 28)),
    "bench-lstm28": (lambda: LastState(nn.LSTM), (128, 1, 28, 28)),
    "bench-gru28": (lambda: LastState(nn.GRU), (128, 1, 28, 28)),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", choices=NETWORKS)
    parser.add_argument("--task", choices=["train", "infer"], default="train")
    parser.add_argument("--mode", choices=["plain", "channels_last", "bf16"], default="plain")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=6)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)
    make, shape = NETWORKS[arguments.network]
    network, images, labels = make(), torch.randn(*shape), torch.randint(0, 10, shape[:1])
    if arguments.mode != "plain":
        network = network.to(memory_format=torch.channels_last)
        images = images.contiguous(memory_format=torch.channels_last)
    training = arguments.task == "train"
    network.train(training)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.9, foreach=True)
    autocast = torch.autocast("cpu", dtype=torch.bfloat16, enabled=arguments.mode == "bf16")

    def step():
        if not training:
            with torch.inference_mode(), autocast:
                network(images)
            return
        with autocast:
            loss = functional.cross_entropy(network(images), labels)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()

    for _ in range(3):
        step()
    times, end = [], time.perf_counter() + arguments.seconds
    while time.perf_counter() < end or len(times) < 5:
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    print(json.dumps({
        "network": arguments.network, "task": arguments.task, "mode": arguments.mode,
        "images_per_second": round(shape[0] / statistics.median(times), 1), "best": round(shape[0] / min(times), 1),
        "peak_memory_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, "steps": len(times),
    }))


if __name__ == "__main__":
    main()
