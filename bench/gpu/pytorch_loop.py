"""PyTorch's own eager loop, for bench/gpu.sh: python3 pytorch_loop.py DEVICE ARITHMETIC LAYERS.json:BATCH:STEPS...

Each network is built plainly from its list of layers (bench command `layers`), or is torchvision's where LAYERS is its name. SGD with Nesterov momentum,
channels-last, autocast to bfloat16 where asked, cudnn's benchmark on; the images are noise on the device, and the loss is read once a round. Prints a line
of JSON per network: images per second, the median of three rounds, as the benchmark's `gpu` does.
"""
import contextlib
import json
import statistics
import sys
import time

import torch
from torch import nn

from pytorch_network import Network

WARM_UP, BATCHES, ROUNDS = 10, 8, 3


def build(source):
    """The network, its input (channels, height, width) and its classes."""
    if source.endswith(".json"):
        with open(source, encoding="utf-8") as file:
            layers = json.load(file)
        return Network(layers), layers[0]["shape"], layers[-1]["to"]
    import torchvision
    return getattr(torchvision.models, source)(), [3, 224, 224], 1000


def wait(device):
    if device.type == "cuda":
        torch.cuda.synchronize()


def measure(source, batch, steps, device, half):
    torch.manual_seed(1)
    network, shape, classes = build(source)
    network = network.to(device, memory_format=torch.channels_last).train()
    optimizer = torch.optim.SGD(network.parameters(), 0.01, momentum=0.9, weight_decay=5e-4, nesterov=True)
    images = torch.randn(batch * BATCHES, *shape, device=device).contiguous(memory_format=torch.channels_last)
    labels = torch.arange(batch * BATCHES, device=device) % classes

    def run(count):
        wait(device)
        start = time.perf_counter()
        for step in range(count):
            at = step % BATCHES * batch
            optimizer.zero_grad()
            with torch.autocast(device.type, torch.bfloat16) if half else contextlib.nullcontext():
                loss = nn.functional.cross_entropy(network(images[at:at + batch]), labels[at:at + batch])
            loss.backward()
            optimizer.step()
        wait(device)
        seconds.append(time.perf_counter() - start)
        losses.append(loss.item())

    seconds, losses = [], []
    run(WARM_UP)
    seconds.clear()
    for _ in range(ROUNDS):
        run(steps)
    return {"program": "PyTorch", "network": source.split("/")[-1].removesuffix(".json"), "batch": batch, "steps": steps, "rounds": ROUNDS,
            "imagesPerSecond": steps * batch / statistics.median(seconds), "millisecondsPerStep": 1000 * statistics.median(seconds) / steps, "losses": losses}


def main():
    device, half = torch.device(sys.argv[1]), sys.argv[2] == "bfloat16"
    torch.backends.cudnn.benchmark = True
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    for case in sys.argv[3:]:
        source, batch, steps = case.rsplit(":", 2)
        print(json.dumps(measure(source, int(batch), int(steps), device, half)), flush=True)


main()
