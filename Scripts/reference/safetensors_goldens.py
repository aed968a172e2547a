#!/usr/bin/env python3
"""Golden files of Tests/InterchangeTests, made by the reference implementation of safetensors.

    safetensors_goldens.py           writes reference.safetensors, reference.json and fovea.json
    safetensors_goldens.py --check   reads fovea.safetensors, which Fovea wrote, and compares it with fovea.json

fovea.safetensors itself is written by FOVEA_WRITE_GOLDENS=1 Scripts/test --filter SafetensorsGoldenTests

Needs: pip install numpy torch safetensors
"""

import hashlib
import json
import pathlib
import struct
import sys

import torch
from safetensors import safe_open
from safetensors.torch import save_file

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "InterchangeTests" / "Goldens"

# Signed zero, subnormals, the largest value, infinity, a value that each type rounds: what conversions get wrong.
FLOATS = [0.0, -0.0, 1.0, -2.5, 0.1, 6e-8, 6.1e-5, 65504.0, float("inf"), -float("inf")]

TENSORS = {
    "conv.weight": torch.tensor(FLOATS, dtype=torch.float32).reshape(2, 5),
    "half": torch.tensor(FLOATS, dtype=torch.float16),
    "brain": torch.tensor(FLOATS, dtype=torch.bfloat16).reshape(5, 2),
    "double": torch.tensor(FLOATS + [1 / 3], dtype=torch.float64),
    "scalar": torch.tensor(3.25, dtype=torch.float32),
    "empty": torch.zeros((3, 0, 2), dtype=torch.float32),
    "steps": torch.tensor([-(2**62), 7], dtype=torch.int64),
    "index": torch.tensor([[-5], [6]], dtype=torch.int32),
    "short": torch.tensor([-300, 300], dtype=torch.int16),
    "signed": torch.tensor([-128, 127], dtype=torch.int8),
    "bytes": torch.tensor([0, 255, 7], dtype=torch.uint8),
    "flags": torch.tensor([True, False, True]),
    "größe.重み": torch.tensor([1.5, -1.5], dtype=torch.float32),
}
# One key only: the reference implementation writes several in an order that changes from run to run.
METADATA = {"fovea": 'quote " backslash \\ slash / newline \n tab \t bell \x07 text 猫'}

# What SafetensorsGoldenTests writes, in the order of the file: wider types first, then by name.
OURS = {
    "steps": torch.tensor([7], dtype=torch.int64),
    "features.0.bias": torch.tensor([1.0, -2.0]),
    "features.0.weight": torch.tensor([0.1, -0.0, float("inf"), 2.0**-149]).reshape(2, 1, 2),
    "none": torch.zeros((0, 3)),
    "scale": torch.tensor(0.5),
    "kept": torch.tensor([True, False, True]),
}
OUR_METADATA = {"fovea": '{"classes":["猫","\\"dog\\"","tab\\t"]}\n'}
TYPES = {torch.float32: b"F32", torch.int64: b"I64", torch.bool: b"BOOL"}


def seal(tensors, metadata):
    """The checksum of the content as Docs/ModelFile.md describes it."""
    number = lambda value: struct.pack("<Q", value)
    text = lambda value: number(len(value)) + value
    data = number(len(metadata))
    for key, value in sorted(metadata.items()):
        data += text(key.encode()) + text(value.encode())
    data += number(len(tensors))
    for name, tensor in tensors.items():
        data += text(name.encode()) + text(TYPES[tensor.dtype]) + number(tensor.dim())
        data += b"".join(number(size) for size in tensor.shape) + tensor.numpy().tobytes()
    return hashlib.sha256(data).hexdigest()


def described(name, tensor):
    kind = str(tensor.dtype).removeprefix("torch.")
    entry = {"name": name, "dtype": kind, "shape": list(tensor.shape)}
    if tensor.is_floating_point():
        # Bit patterns of the values as float32: exact, and JSON has no infinity.
        entry["bits"] = [
            int(bits) & 0xFFFFFFFF for bits in tensor.to(torch.float32).flatten().view(torch.int32)
        ]
    else:
        entry["integers"] = [int(value) for value in tensor.flatten()]
    return entry


def write_json(name, metadata, tensors):
    content = {"metadata": metadata, "tensors": [described(*item) for item in sorted(tensors.items())]}
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    (GOLDENS / name).write_text(text, encoding="utf-8")


def write():
    GOLDENS.mkdir(parents=True, exist_ok=True)
    save_file(TENSORS, GOLDENS / "reference.safetensors", metadata=METADATA)
    write_json("reference.json", METADATA, TENSORS)
    write_json("fovea.json", OUR_METADATA | {"sha256": seal(OURS, OUR_METADATA)}, OURS)


def check():
    expected = json.loads((GOLDENS / "fovea.json").read_text(encoding="utf-8"))
    with safe_open(GOLDENS / "fovea.safetensors", framework="pt") as file:
        received = {
            "metadata": file.metadata(),
            "tensors": [described(name, file.get_tensor(name)) for name in sorted(file.keys())],
        }
    if received != expected:
        sys.exit(f"fovea.safetensors differs from fovea.json:\n{received}\n{expected}")
    print("fovea.safetensors: read by the reference implementation as written")


if __name__ == "__main__":
    check() if "--check" in sys.argv[1:] else write()
