#!/usr/bin/env python3
"""Measures how well wrong labels are found: plants some, and scores the label_issues.csv of a run.

    python3 Scripts/reference/label_errors.py plant IDX-FOLDER COPY --share 0.05 --seed 0
    fovea train COPY -o RUN
    python3 Scripts/reference/label_errors.py score COPY RUN

Labels of the training and the test part are changed, each to another class with equal probability, so the model learns
from wrong labels too. Needs nothing but Python.
"""

import argparse
import csv
import gzip
import pathlib
import random
import re


def labels_of(folder, part):
    for name in (f"{part}-labels-idx1-ubyte", f"{part}-labels-idx1-ubyte.gz"):
        path = folder / name
        if path.exists():
            return (gzip.open if name.endswith(".gz") else open)(path, "rb").read()
    raise SystemExit(f"{folder}: no labels of the part '{part}'")


def plant(arguments):
    source, target = pathlib.Path(arguments.source), pathlib.Path(arguments.target)
    target.mkdir(parents=True)
    generator = random.Random(arguments.seed)
    for part in ("train", "t10k"):
        images = next(path for path in source.iterdir() if path.name.startswith(f"{part}-images-idx3-ubyte"))
        (target / images.name).symlink_to(images.resolve())
        data = bytearray(labels_of(source, part))
        header, classes = 8, max(data[8:]) + 1
        planted = generator.sample(range(len(data) - header), round(arguments.share * (len(data) - header)))
        for index in planted:
            data[header + index] = (data[header + index] + generator.randrange(1, classes)) % classes
        (target / f"{part}-labels-idx1-ubyte").write_bytes(data)
        (target / f"{part}-planted.txt").write_text("\n".join(map(str, sorted(planted))) + "\n")


def score(arguments):
    planted = {int(line) for line in (pathlib.Path(arguments.target) / "t10k-planted.txt").read_text().split()}
    with open(pathlib.Path(arguments.run) / "label_issues.csv", newline="", encoding="utf-8") as file:
        found = [int(re.search(r"(\d+)$", row["path"]).group(1)) for row in csv.DictReader(file)]
    for count in (100, 200, len(planted), len(found)):
        right = sum(index in planted for index in found[:count])
        print(f"first {min(count, len(found)):5}: precision {right / max(1, min(count, len(found))):.3f}, "
              f"recall {right / len(planted):.3f}")


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
commands = parser.add_subparsers(required=True)
command = commands.add_parser("plant")
command.add_argument("source")
command.add_argument("target")
command.add_argument("--share", type=float, default=0.05)
command.add_argument("--seed", type=int, default=0)
command.set_defaults(run_command=plant)
command = commands.add_parser("score")
command.add_argument("target")
command.add_argument("run")
command.set_defaults(run_command=score)
arguments = parser.parse_args()
arguments.run_command(arguments)
