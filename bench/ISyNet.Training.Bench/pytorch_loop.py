"""The usual PyTorch loop over a list of layers (bench command `layers`): python3 pytorch_loop.py LAYERS.json [THREADS].

Needs PyTorch (Debian: python3-torch). Prints one line of JSON. Speed alone: the images are noise.
"""
import json
import resource
import sys
import time

import torch
from torch import nn

from pytorch_network import Network

BATCH, WARM_UP, STEPS = 128, 10, 50


def use():
    own = resource.getrusage(resource.RUSAGE_SELF)
    return time.perf_counter(), own.ru_utime + own.ru_stime, own.ru_minflt


def main():
    if len(sys.argv) > 2 and int(sys.argv[2]) > 0:
        torch.set_num_threads(int(sys.argv[2]))
    torch.manual_seed(1)
    with open(sys.argv[1], encoding="utf-8") as file:
        network = Network(json.load(file))
    optimizer = torch.optim.SGD(network.parameters(), 0.05, momentum=0.9, weight_decay=5e-4, nesterov=True)
    images = torch.randn(BATCH * (WARM_UP + STEPS), 1, 28, 28)
    labels = torch.randint(0, 10, (len(images),))
    for step in range(WARM_UP + STEPS):
        if step == WARM_UP:
            start = use()
        rows = slice(step * BATCH, (step + 1) * BATCH)
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(network(images[rows]), labels[rows])
        loss.backward()
        optimizer.step()
        loss.item()
    clock, processor, faults = (after - before for after, before in zip(use(), start))
    print(json.dumps({"imagesPerSecond": STEPS * BATCH / clock, "imagesPerProcessorSecond": STEPS * BATCH / processor, "pageFaultsPerStep": faults / STEPS}))


main()
