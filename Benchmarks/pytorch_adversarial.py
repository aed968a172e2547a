#!/usr/bin/env python3
"""Times a step of adversarial training in PyTorch, on the networks and the recipe of `fovea gan train`.

    Benchmarks/pytorch_adversarial.py [--side 28] [--width 64] [--batch 64] [--classes 10] [--threads 2]

A step is one of the discriminator on a joined batch of real and generated pictures and one of the generator, with hinge loss,
projection, spectral normalisation, Adam and the average of the generator's weights. Both memory formats are timed; the faster
one is what a user would pick.
"""
import argparse, copy, time
import torch
from torch import nn
import torch.nn.functional as F
from torch.nn.utils.parametrizations import spectral_norm

parser = argparse.ArgumentParser()
for name, value in (("side", 28), ("width", 64), ("batch", 64), ("classes", 10), ("latent", 128), ("threads", 2), ("steps", 30), ("channels", 1)):
    parser.add_argument("--" + name, type=int, default=value)
a = parser.parse_args()
torch.set_num_threads(a.threads)
torch.manual_seed(0)
doublings = next(d for d in range(1, 5) if a.side % (1 << d) == 0 and 4 <= a.side >> d <= 7)
base, widths = a.side >> doublings, [a.width << d for d in range(doublings)]

layers, inputs = [], a.latent + a.classes
for index, width in enumerate(reversed(widths)):
    conv = nn.ConvTranspose2d(inputs, width, base, bias=False) if index == 0 else nn.ConvTranspose2d(inputs, width, 4, 2, 1, bias=False)
    layers += [conv, nn.BatchNorm2d(width), nn.ReLU(True)]
    inputs = width
generator = nn.Sequential(*layers, nn.ConvTranspose2d(inputs, a.channels, 4, 2, 1), nn.Tanh())
layers, inputs = [], a.channels
for width in widths:
    layers += [spectral_norm(nn.Conv2d(inputs, width, 4, 2, 1)), nn.LeakyReLU(0.2, True)]
    inputs = width
discriminator = nn.Sequential(*layers, nn.Flatten(), spectral_norm(nn.Linear(inputs * base * base, 1 + a.classes)))


def measure(memory_format):
    g, d = copy.deepcopy(generator).to(memory_format=memory_format), copy.deepcopy(discriminator).to(memory_format=memory_format)
    average = [p.detach().clone() for p in g.parameters()]
    adams = [torch.optim.Adam(net.parameters(), lr=rate, betas=(0.5, 0.999), fused=True) for net, rate in ((g, 2e-4), (d, 4e-4))]
    real = torch.rand(a.batch, a.channels, a.side, a.side).mul_(2).sub_(1).to(memory_format=memory_format)
    labels = torch.arange(a.batch) % a.classes
    hot = F.one_hot(labels, a.classes) * a.latent ** 0.5

    def score(x, labels):
        out = d(x)
        return out[:, 0] + out.gather(1, 1 + labels[:, None])[:, 0]

    def step():
        z = torch.cat([torch.randn(a.batch, a.latent), hot], 1)[:, :, None, None]
        made = g(z)
        adams[1].zero_grad(True)
        scores = score(torch.cat([real, made.detach()]), torch.cat([labels, labels]))
        (F.relu(1 - scores[:a.batch]).mean() + F.relu(1 + scores[a.batch:]).mean()).backward()
        adams[1].step()
        adams[0].zero_grad(True)
        for p in d.parameters():
            p.requires_grad_(False)
        (-score(made, labels).mean()).backward()
        for p in d.parameters():
            p.requires_grad_(True)
        adams[0].step()
        torch._foreach_lerp_(average, list(g.parameters()), 0.001)

    for _ in range(5):
        step()
    times = []
    for _ in range(a.steps):
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    times.sort()
    return times[len(times) // 2]


for name, memory_format in (("contiguous", torch.contiguous_format), ("channels_last", torch.channels_last)):
    seconds = measure(memory_format)
    print(f"pytorch {torch.__version__} {name}: {seconds * 1000:.2f} ms a step, {a.batch / seconds:.0f} images/s")
