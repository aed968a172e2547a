#!/usr/bin/env python3
"""Makes the goldens of adversarial training with PyTorch: three steps of both networks, in double precision.

    python3 -m venv .venv && .venv/bin/pip install torch==2.13.0+cpu && .venv/bin/python Scripts/reference/adversarial_goldens.py

The networks are PyTorch's own layers. Spectral normalisation is written out, with u and v held fixed in the gradient and one
power iteration after each step of the discriminator; that torch.nn.utils.spectral_norm gives the same is asserted.
"""
import json, math, os
import torch
from torch import nn
import torch.nn.functional as F

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Tests", "TrainingTests", "Goldens")
LATENT, WIDTH, SIDE, BATCH, STEPS = 3, 2, 16, 3, 3
RATES, BETAS, AVERAGE = (2e-3, 4e-3), (0.5, 0.999), 0.9
torch.set_default_dtype(torch.float64)


def wave(shape, offset, scale):
    count = math.prod(shape)
    return torch.tensor([scale * math.sin(1.7 * i + offset) for i in range(count)]).reshape(shape)


def generator(classes):
    return nn.ModuleDict({
        "stem": nn.ModuleDict({"conv": nn.ConvTranspose2d(LATENT + classes, 2 * WIDTH, 4, bias=False), "norm": nn.BatchNorm2d(2 * WIDTH)}),
        "up1": nn.ModuleDict({"conv": nn.ConvTranspose2d(2 * WIDTH, WIDTH, 4, 2, 1, bias=False), "norm": nn.BatchNorm2d(WIDTH)}),
        "image": nn.ModuleDict({"conv": nn.ConvTranspose2d(WIDTH, 1, 4, 2, 1)})})


def discriminator(classes, norm):
    down2 = {"conv": nn.Conv2d(WIDTH, 2 * WIDTH, 4, 2, 1, bias=not norm)}
    if norm:
        down2["norm"] = nn.BatchNorm2d(2 * WIDTH)
    return nn.ModuleDict({
        "down1": nn.ModuleDict({"conv": nn.Conv2d(1, WIDTH, 4, 2, 1)}), "down2": nn.ModuleDict(down2),
        "head": nn.Linear(2 * WIDTH * 16, 1 + classes)})


def make(net, z):
    x = F.relu(net["stem"]["norm"](net["stem"]["conv"](z)))
    x = F.relu(net["up1"]["norm"](net["up1"]["conv"](x)))
    return torch.tanh(net["image"]["conv"](x))


def tell(net, x, weights):
    x = F.leaky_relu(F.conv2d(x, weights["down1.conv.weight"], net["down1"]["conv"].bias, 2, 1), 0.2)
    x = F.conv2d(x, weights["down2.conv.weight"], net["down2"]["conv"].bias, 2, 1)
    if "norm" in net["down2"]:
        x = net["down2"]["norm"](x)
    return F.linear(F.leaky_relu(x, 0.2).flatten(1), weights["head.weight"], net["head"].bias)


def start(net, offset):
    with torch.no_grad():
        for index, (name, p) in enumerate(net.named_parameters()):
            if "norm" in name:
                continue
            p.copy_(wave(p.shape, offset + index, 0.3))


class Spectral:
    def __init__(self, net):
        self.weights = {n: p for n, p in net.named_parameters() if p.ndim > 1}
        self.state = {}
        for name, p in self.weights.items():
            u = wave((p.shape[0],), 0.5, 1.0)
            self.state[name] = (u / u.norm(), None)
        self.iterate()

    def iterate(self):
        for name, p in self.weights.items():
            w, (u, _) = p.detach().flatten(1), self.state[name]
            v = F.normalize(w.T @ u, dim=0)
            self.state[name] = (F.normalize(w @ v, dim=0), v)

    def divided(self):
        result = {}
        for name, p in self.weights.items():
            u, v = self.state[name]
            result[name] = p / (u @ p.flatten(1) @ v)
        return result

    def tensors(self):
        result = {}
        for name, p in self.weights.items():
            u, v = self.state[name]
            result[name] = {"u": u.tolist(), "v": v.tolist(), "sigma": (u @ p.detach().flatten(1) @ v).item()}
        return result


def check_spectral():
    """PyTorch's own, whose hook iterates once in each forward pass of training."""
    layer = nn.Linear(5, 4, bias=False)
    with torch.no_grad():
        layer.weight.copy_(wave((4, 5), 0, 0.3))
    ours = Spectral(nn.ModuleDict({"a": layer}))
    other = nn.utils.spectral_norm(nn.Linear(5, 4, bias=False))
    with torch.no_grad():
        other.weight_orig.copy_(layer.weight)
        u = wave((4,), 0.5, 1.0)
        other.weight_u.copy_(u / u.norm())
    x = wave((2, 5), 3, 1.0)
    (F.linear(x, ours.divided()["a.weight"]) ** 3).sum().backward()
    (other(x) ** 3).sum().backward()
    assert torch.allclose(layer.weight.grad, other.weight_orig.grad)


def terms(loss):
    if loss == "hinge":
        return (lambda s: F.relu(1 - s).mean(), lambda s: F.relu(1 + s).mean(), lambda s: -s.mean())
    return (lambda s: F.softplus(-s).mean(), lambda s: F.softplus(s).mean(), lambda s: F.softplus(-s).mean())


def plain(net):
    return {n: [round(x, 9) for x in t.reshape(-1).tolist()] for n, t in net.state_dict().items() if "num_batches" not in n}


def case(loss, classes, norm):
    g, d = generator(classes), discriminator(classes, norm)
    start(g, 0.0), start(d, 10.0)
    first = {"generator": plain(g), "discriminator": plain(d)}
    spectral = None if norm else Spectral(d)
    weights = (lambda: {n: p for n, p in d.named_parameters() if p.ndim > 1}) if norm else spectral.divided
    begin = None if norm else spectral.tensors()
    optimizers = [torch.optim.Adam(net.parameters(), lr=rate, betas=BETAS) for net, rate in zip((g, d), RATES)]
    of_real, of_generated, of_generator = terms(loss)
    averages = {n: t.clone() for n, t in g.state_dict().items() if "num_batches" not in n}
    labels = torch.tensor([n % max(1, classes) for n in range(BATCH)])

    def score(x):
        out = tell(d, x, weights())
        return out[:, 0] + (out.gather(1, 1 + labels[:, None])[:, 0] if classes else 0)

    real = torch.tensor([[(37 * n + 11 * i) % 256 for i in range(SIDE * SIDE)] for n in range(BATCH)]).double()
    real = ((real / 255 - 0.5) / 0.5).reshape(BATCH, 1, SIDE, SIDE)
    losses, latents = [], []
    for step in range(STEPS):
        z = wave((BATCH, LATENT), step, 1.2)
        if classes:
            z = torch.cat([z, math.sqrt(LATENT) * F.one_hot(labels, classes)], 1)
        latents.append(z.reshape(-1).tolist())
        made = make(g, z[:, :, None, None])
        optimizers[1].zero_grad()
        d_loss = of_real(score(real)) + of_generated(score(made.detach()))
        d_loss.backward()
        optimizers[1].step()
        if spectral:
            spectral.iterate()
        optimizers[0].zero_grad()
        g_loss = of_generator(score(made))
        g_loss.backward()
        optimizers[0].step()
        losses.append({"generator": g_loss.item(), "discriminator": d_loss.item()})
        decay = min(AVERAGE, (2 + step) / (11 + step))
        averages = {n: decay * a + (1 - decay) * g.state_dict()[n] for n, a in averages.items()}
    return {
        "loss": loss, "classes": classes, "normalization": "batch" if norm else "spectral", "first": first,
        "spectral": begin, "latents": latents, "losses": losses, "generator": plain(g), "discriminator": plain(d),
        "average": {n: [round(x, 9) for x in a.reshape(-1).tolist()] for n, a in averages.items()}}


check_spectral()
cases = [case("hinge", 2, False), case("non-saturating", 0, False), case("non-saturating", 2, True)]
with open(os.path.join(OUT, "adversarial.json"), "w") as file:
    json.dump(cases, file)
    file.write("\n")
