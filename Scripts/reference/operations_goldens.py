#!/usr/bin/env python3
"""Golden values of every operation and of a short training, from PyTorch in double precision.

    pip install torch
    Scripts/reference/operations_goldens.py

Writes Tests/ExecutionTests/Goldens/operations.json. Each case is a network in Fovea's own file format: a 1x1 convolution or linear layer
before the operation, whose gradients are right only if that of the operation's input is, the operation, and a linear head under
cross-entropy. Inputs and parameters have two decimals, so that both sides read the same numbers.
"""
import json
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
BATCH = 2


def values(generator, shape, scale=1.0, center=0.0):
    return torch.round((torch.rand(shape, generator=generator) * 2 - 1) * scale * 1e2) / 1e2 + center


def node(name, operation, inputs, **fields):
    return {"name": name, "operation": operation, "inputs": inputs, **fields}


def linear(name, inputs, outputs):
    return node(name, "linear", inputs, outputs=outputs, bias=True, initializer="he")


def convolution(name, inputs, channels, kernel, stride=1, padding="valid", dilation=1, groups=1, bias=True):
    return node(name, "convolution", inputs, channels=channels, kernel=kernel, stride=stride, padding=padding, dilation=dilation,
                groups=groups, bias=bias, initializer="he")


def transposed(kernel, stride=1, padding="valid", output_padding=0, dilation=1, groups=1, channels=4, bias=True):
    return node("tested", "transposed-convolution", ["before"], channels=channels, kernel=kernel, stride=stride, padding=padding,
                output_padding=output_padding, dilation=dilation, groups=groups, bias=bias, initializer="he")


def sides(explicit):
    """[top, left, bottom, right] in the order of torch's pad: left, right, top, bottom."""
    top, left, bottom, right = explicit
    return left, right, top, bottom


def norm(x, p, training, spec):
    return F.batch_norm(x, p["tested.running_mean"], p["tested.running_var"], p["tested.weight"], p["tested.bias"], training,
                        spec["momentum"], spec["epsilon"])


def cases():
    """name, input shape, tested node or nodes, shapes of its parameters, its meaning in torch (x, parameters, training)."""
    image = (4, 5, 6)

    def conv(name, torch_fn, shape, **fields):
        spec = convolution("tested", ["before"], **fields)
        shapes = {"weight": shape, "bias": (shape[0],)} if spec["bias"] else {"weight": shape}
        return name, image, [spec], shapes, torch_fn

    yield conv("convolution 3x3 same", lambda x, p, _: F.conv2d(x, p["tested.weight"], p["tested.bias"], padding=1), (5, 4, 3, 3),
               channels=5, kernel=3, padding="same")
    yield conv("convolution 3x3 same, stride 2, whose padding has two sides",
               lambda x, p, _: F.conv2d(F.pad(x, sides((1, 0, 1, 1))), p["tested.weight"], p["tested.bias"], stride=2), (5, 4, 3, 3),
               channels=5, kernel=3, stride=2, padding="same")
    yield conv("convolution 3x3 symmetric, stride 2",
               lambda x, p, _: F.conv2d(x, p["tested.weight"], None, stride=2, padding=1), (5, 4, 3, 3),
               channels=5, kernel=3, stride=2, padding=[1, 1, 1, 1], bias=False)
    yield conv("convolution 3x2 explicit, stride 2x1",
               lambda x, p, _: F.conv2d(F.pad(x, sides((0, 1, 2, 1))), p["tested.weight"], p["tested.bias"], stride=(2, 1)), (3, 4, 3, 2),
               channels=3, kernel=[3, 2], stride=[2, 1], padding=[0, 1, 2, 1])
    yield conv("convolution dilated", lambda x, p, _: F.conv2d(x, p["tested.weight"], p["tested.bias"], padding=2, dilation=2), (3, 4, 3, 3),
               channels=3, kernel=3, padding=[2, 2, 2, 2], dilation=2)
    yield conv("convolution in groups", lambda x, p, _: F.conv2d(x, p["tested.weight"], p["tested.bias"], padding=1, groups=2), (6, 2, 3, 3),
               channels=6, kernel=3, padding="same", groups=2)
    yield conv("convolution depthwise", lambda x, p, _: F.conv2d(x, p["tested.weight"], p["tested.bias"], padding=1, groups=4), (4, 1, 3, 3),
               channels=4, kernel=3, padding="same", groups=4)
    yield conv("convolution 1x1", lambda x, p, _: F.conv2d(x, p["tested.weight"], p["tested.bias"]), (7, 4, 1, 1), channels=7, kernel=1)

    for name, fields, options in [
        ("transposed convolution", dict(kernel=3), dict()),
        ("transposed convolution, stride 2, output padding", dict(kernel=3, stride=2, padding=[1, 1, 1, 1], output_padding=1),
         dict(stride=2, padding=1, output_padding=1)),
        ("transposed convolution in groups", dict(kernel=2, stride=2, groups=2), dict(stride=2, groups=2)),
        ("transposed convolution dilated", dict(kernel=[3, 2], dilation=2, padding=[1, 0, 1, 0]), dict(dilation=2, padding=(1, 0))),
    ]:
        spec = transposed(**fields)
        kernel = (spec["kernel"],) * 2 if isinstance(spec["kernel"], int) else tuple(spec["kernel"])
        yield (name, image, [spec], {"weight": (4, 4 // spec["groups"], *kernel), "bias": (4,)},
               lambda x, p, _, o=options: F.conv_transpose2d(x, p["tested.weight"], p["tested.bias"], **o))

    def plain(name, operation, fn, shape=image, **fields):
        return name, shape, [node("tested", operation, ["before"], **fields)], {}, lambda x, p, _: fn(x)

    yield plain("maximum 2x2", "max-pooling", lambda x: F.max_pool2d(x, 2), kernel=2, stride=2, padding="valid")
    yield plain("maximum 3x3, stride 2, padded", "max-pooling", lambda x: F.max_pool2d(x, 3, 2, 1), kernel=3, stride=2, padding=[1, 1, 1, 1])
    yield plain("mean 2x3", "average-pooling", lambda x: F.avg_pool2d(x, (2, 3)), kernel=[2, 3], stride=[2, 3], padding="valid",
                includes_padding=True)
    yield plain("mean 3x3, padding counted", "average-pooling", lambda x: F.avg_pool2d(x, 3, 2, 1), kernel=3, stride=2,
                padding=[1, 1, 1, 1], includes_padding=True)
    yield plain("mean 3x3, padding not counted", "average-pooling", lambda x: F.avg_pool2d(x, 3, 1, 1, count_include_pad=False), kernel=3,
                stride=1, padding="same", includes_padding=False)
    yield plain("mean of all", "global-average-pooling", lambda x: x.mean((2, 3)))
    yield plain("maximum of all", "global-max-pooling", lambda x: x.amax((2, 3)))
    for factor in (2, 3):
        yield plain(f"nearest, {factor}", "upsampling", lambda x, f=factor: F.interpolate(x, scale_factor=f), shape=(2, 3, 2), factor=factor,
                    mode="nearest")
        yield plain(f"bilinear, {factor}", "upsampling",
                    lambda x, f=factor: F.interpolate(x, scale_factor=f, mode="bilinear", align_corners=False), shape=(2, 3, 2), factor=factor,
                    mode="bilinear")

    for name, fn in [("sigmoid", torch.sigmoid), ("tanh", torch.tanh), ("relu", F.relu),
                     ("silu", F.silu), ("gelu", F.gelu)]:
        yield plain(name, name, fn)
        yield plain(name + " of a vector", name, fn, shape=(7,))
    yield plain("relu6", "relu6", F.relu6)
    yield plain("leaky-relu", "leaky-relu", lambda x: F.leaky_relu(x, 0.2), slope=0.2)
    yield plain("softmax", "softmax", lambda x: x.softmax(-1), shape=(7,))

    spec = node("tested", "batch-normalization", ["before"], momentum=0.3, epsilon=1e-3)
    statistics = {"weight": None, "bias": None, "running_mean": None, "running_var": None}
    yield "batch normalisation of images", image, [spec], {k: (4,) for k in statistics}, lambda x, p, t, s=spec: norm(x, p, t, s)
    yield "batch normalisation of vectors", (7,), [spec], {k: (7,) for k in statistics}, lambda x, p, t, s=spec: norm(x, p, t, s)
    spec = node("tested", "layer-normalization", ["before"], epsilon=1e-3)
    yield ("layer normalisation", (7,), [spec], {"weight": (7,), "bias": (7,)},
           lambda x, p, _: F.layer_norm(x, (7,), p["tested.weight"], p["tested.bias"], 1e-3))
    yield ("layer normalisation of tokens", (3, 5), [spec], {"weight": (5,), "bias": (5,)},
           lambda x, p, _: F.layer_norm(x, (5,), p["tested.weight"], p["tested.bias"], 1e-3))

    yield ("product of equals", image, [node("gate", "sigmoid", ["before"]), node("tested", "multiply", ["before", "gate"])], {},
           lambda x, p, _: x * torch.sigmoid(x))
    yield ("squeeze and excitation", image,
           [node("squeezed", "global-average-pooling", ["before"]), node("gate", "sigmoid", ["squeezed"]),
            node("tested", "multiply", ["before", "gate"])], {},
           lambda x, p, _: x * torch.sigmoid(x.mean((2, 3)))[:, :, None, None])
    yield ("concatenation of images", image, [node("other", "tanh", ["before"]), node("tested", "concatenate", ["before", "other", "before"])],
           {}, lambda x, p, _: torch.cat([x, torch.tanh(x), x], 1))
    yield ("concatenation of vectors", (5,), [node("other", "tanh", ["before"]), node("tested", "concatenate", ["other", "before"])],
           {}, lambda x, p, _: torch.cat([torch.tanh(x), x], 1))
    yield ("sum", image, [node("other", "tanh", ["before"]), node("tested", "add", ["other", "before"])], {}, lambda x, p, _: x + torch.tanh(x))


def shorten(tensor, digits=7):
    return [float(f"{v:.{digits}g}") for v in tensor.detach().flatten().tolist()]


def stored(parameters):
    return {name: {"shape": list(t.shape), "values": shorten(t)} for name, t in parameters.items()}


def operation_case(index, name, shape, tested, shapes, function):
    generator = torch.Generator().manual_seed(index)
    scale = 8.0 if name == "relu6" else 1.0
    parameters = {}
    if len(shape) == 3:
        before = convolution("before", ["input"], shape[0], 1)
        parameters["before.weight"] = values(generator, (shape[0], shape[0], 1, 1), scale)
    else:
        before = linear("before", ["input"], shape[-1])
        parameters["before.weight"] = values(generator, (shape[-1], shape[-1]), scale)
    features = shape[0] if len(shape) == 3 else shape[-1]
    parameters["before.bias"] = values(generator, (features,), 0.5)
    for key, parameter_shape in shapes.items():
        center = 1.0 if key in ("running_var",) or (key == "weight" and len(parameter_shape) == 1) else 0.0
        parameters["tested." + key] = values(generator, parameter_shape, 0.4, center)
    x = values(generator, (BATCH, *shape))
    labels = torch.arange(BATCH) % 3

    def body(p, training):
        if len(shape) == 3:
            y = F.conv2d(x, p["before.weight"], p["before.bias"])
        else:
            y = F.linear(x, p["before.weight"], p["before.bias"])
        return function(y, p, training).flatten(1)

    with torch.no_grad():
        width = body({k: v.clone() for k, v in parameters.items()}, False).shape[1]
    parameters["head.weight"] = values(generator, (3, width), 0.3)
    parameters["head.bias"] = values(generator, (3,), 0.3)
    initial = {k: v.clone() for k, v in parameters.items()}

    with torch.no_grad():
        p = {k: v.clone() for k, v in parameters.items()}
        inferred = F.linear(body(p, False), p["head.weight"], p["head.bias"])
    for key, tensor in parameters.items():
        tensor.requires_grad_("running" not in key)
    logits = F.linear(body(parameters, True), parameters["head.weight"], parameters["head.bias"])
    losses = F.cross_entropy(logits, labels, reduction="none")
    losses.mean().backward()
    nodes = [before, *tested]
    last = nodes[-1]["name"]
    nodes += [node("flat", "flatten", [last]), linear("head", ["flat"], 3)]
    return {
        "name": name, "network": {"input": list(shape), "nodes": nodes}, "batch": BATCH, "input": shorten(x), "labels": labels.tolist(),
        "parameters": stored(initial), "inferred": shorten(inferred), "logits": shorten(logits), "losses": shorten(losses),
        "gradients": stored({k: t.grad for k, t in parameters.items() if t.requires_grad and not k.startswith("head")}),
        "statistics": stored({k: t for k, t in parameters.items() if not t.requires_grad}),
    }


def training_case():
    """Ten steps of gradient descent with momentum on one batch: a residual block, pooling, a strided and a depthwise convolution."""
    generator = torch.Generator().manual_seed(77)
    batch, channels = 8, 6
    x = values(generator, (batch, 2, 9, 9))
    labels = torch.arange(batch) % 4
    shapes = {"stem": (channels, 2, 3, 3), "block1": (channels, channels, 3, 3), "block2": (channels, channels, 3, 3),
              "down": (10, channels, 3, 3), "depth": (10, 1, 3, 3)}
    parameters = {}
    for name, shape in shapes.items():
        parameters[name + ".weight"] = values(generator, shape, (3 / (shape[1] * 9)) ** 0.5)
        if name in ("down", "depth"):
            parameters[name + ".bias"] = values(generator, (shape[0],), 0.2)
        else:
            norm_name = name + "-norm"
            parameters[norm_name + ".weight"] = values(generator, (channels,), 0.2, 1.0)
            parameters[norm_name + ".bias"] = values(generator, (channels,), 0.2)
            parameters[norm_name + ".running_mean"] = torch.zeros(channels)
            parameters[norm_name + ".running_var"] = torch.ones(channels)
    parameters["head.weight"] = values(generator, (4, 10), 0.4)
    parameters["head.bias"] = torch.zeros(4)
    initial = {k: v.clone() for k, v in parameters.items()}

    def normalized(y, p, name, training):
        name += "-norm"
        return F.batch_norm(y, p[name + ".running_mean"], p[name + ".running_var"], p[name + ".weight"], p[name + ".bias"], training, 0.1, 1e-5)

    def network(p, training):
        y = F.relu(normalized(F.conv2d(x, p["stem.weight"], padding=1), p, "stem", training))
        z = F.relu(normalized(F.conv2d(y, p["block1.weight"], padding=1), p, "block1", training))
        z = normalized(F.conv2d(z, p["block2.weight"], padding=1), p, "block2", training)
        y = F.max_pool2d(F.relu(z + y), 3, 2, 1)
        y = F.relu(F.conv2d(y, p["down.weight"], p["down.bias"], stride=2, padding=1))
        y = F.relu6(F.conv2d(y, p["depth.weight"], p["depth.bias"], padding=1, groups=10))
        return F.linear(y.mean((2, 3)), p["head.weight"], p["head.bias"])

    def normalization(name, source):
        return node(name, "batch-normalization", [source], momentum=0.1, epsilon=1e-5)

    one = [1, 1, 1, 1]
    nodes = [
        convolution("stem", ["input"], channels, 3, padding=one, bias=False), normalization("stem-norm", "stem"), node("a", "relu", ["stem-norm"]),
        convolution("block1", ["a"], channels, 3, padding=one, bias=False), normalization("block1-norm", "block1"),
        node("b", "relu", ["block1-norm"]),
        convolution("block2", ["b"], channels, 3, padding=one, bias=False), normalization("block2-norm", "block2"),
        node("sum", "add", ["block2-norm", "a"]), node("c", "relu", ["sum"]),
        node("pool", "max-pooling", ["c"], kernel=3, stride=2, padding=one),
        convolution("down", ["pool"], 10, 3, stride=2, padding=one), node("d", "relu", ["down"]),
        convolution("depth", ["d"], 10, 3, padding=one, groups=10), node("e", "relu6", ["depth"]),
        node("mean", "global-average-pooling", ["e"]), linear("head", ["mean"], 4),
    ]
    rate, momentum = 0.05, 0.9
    learned = [t.requires_grad_() for k, t in parameters.items() if "running" not in k]
    optimizer = torch.optim.SGD(learned, lr=rate, momentum=momentum)
    losses = []
    for _ in range(10):
        optimizer.zero_grad()
        loss = F.cross_entropy(network(parameters, True), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    with torch.no_grad():
        inferred = network(parameters, False)
    return {"network": {"input": [2, 9, 9], "nodes": nodes}, "batch": batch, "input": shorten(x), "labels": labels.tolist(),
            "parameters": stored(initial), "learning_rate": rate, "momentum": momentum, "losses": losses, "inferred": shorten(inferred)}


if __name__ == "__main__":
    target = pathlib.Path(__file__).resolve().parents[2] / "Tests/ExecutionTests/Goldens/operations.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    content = {"torch": torch.__version__.split("+")[0], "operations": [operation_case(i, *c) for i, c in enumerate(cases())],
               "training": training_case()}
    target.write_text(json.dumps(content, separators=(",", ":")) + "\n")
    print(target, target.stat().st_size)
