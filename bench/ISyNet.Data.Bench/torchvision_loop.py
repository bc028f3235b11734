"""The usual loop over pictures with torchvision and Pillow: decode, random resized crop, flip, RandAugment, normalised batch. One thread.

usage: torchvision_loop.py FOLDER COUNT SIDE BATCH; prints one line of JSON like the loop of ISyNet.
"""
import json
import os
import sys
import time

import PIL
import torch
import torchvision
from PIL import Image
from torchvision import transforms

folder, count, side, batch = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
torch.set_num_threads(1)
torch.manual_seed(1)
files = sorted(
    os.path.join(place, name) for place, _, names in os.walk(folder) for name in names if name.lower().endswith((".jpg", ".jpeg")))
pictures = torchvision.transforms.Compose([
    transforms.RandomResizedCrop(side, scale=(0.08, 1)),
    transforms.RandomHorizontalFlip(),
    transforms.RandAugment(2, 9, interpolation=transforms.InterpolationMode.BILINEAR),
    transforms.ToTensor(),
    transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
])


def run(images):
    order = torch.randperm(len(files)).tolist()
    for first in range(0, images, batch):
        torch.stack([pictures(Image.open(files[order[(first + i) % len(files)]]).convert("RGB")) for i in range(batch)])


run(4 * batch)
wall, processor = time.perf_counter(), time.process_time()
run(count)
wall, processor = time.perf_counter() - wall, time.process_time() - processor
name = f"torchvision {torchvision.__version__}, Pillow{'-SIMD' if '.post' in PIL.__version__ else ''} {PIL.__version__}"
print(json.dumps({"name": name, "imagesPerSecond": count / wall, "imagesPerProcessorSecond": count / processor}))
