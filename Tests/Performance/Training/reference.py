"""PyTorch's own idiomatic training loop, the yardstick of `make bench`.

Usage: reference.py THREADS BATCH LOADER_WORKERS < layers.json
Standard input: the network on the first line, as a JSON list of layers; then the path of a file with weights and a batch (see
FirstBatch.cs); then one line a round, how many steps to take.
Standard output: loss, length of the gradient and number of parameters on that batch; then one line a round, the images a second
of those steps.
"""
import json
import os
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset


class Images(Dataset):
    """Random 32×32 images with the usual CIFAR augmentation: pad, crop, flip, normalise."""

    def __init__(self, count):
        self.images = torch.randint(0, 256, (count, 3, 32, 32), dtype=torch.uint8)
        self.labels = torch.randint(0, 10, (count,))
        self.mean = torch.tensor([0.49, 0.48, 0.45]).view(3, 1, 1)
        self.std = torch.tensor([0.25, 0.24, 0.26]).view(3, 1, 1)

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        image = F.pad(self.images[index], (4, 4, 4, 4))
        top, left = torch.randint(0, 9, (2,)).tolist()
        image = image[:, top : top + 32, left : left + 32]
        if torch.rand(()) < 0.5:
            image = image.flip(2)
        return (image.float().div(255) - self.mean) / self.std, self.labels[index]


def build(layers):
    def module(layer):
        kind = layer["kind"]
        if kind == "conv":
            return nn.Conv2d(layer["in"], layer["out"], layer["kernel"], layer["stride"], layer["padding"], groups=layer["groups"], bias=layer["bias"])
        if kind == "norm":
            return nn.BatchNorm2d(layer["channels"])
        if kind == "relu":
            return nn.ReLU(inplace=True)
        if kind == "relu6":
            return nn.ReLU6(inplace=True)
        if kind == "max-pool":
            return nn.MaxPool2d(2)
        if kind == "average-pool":
            return nn.AdaptiveAvgPool2d(layer["side"])
        if kind == "flatten":
            return nn.Flatten()
        if kind == "linear":
            return nn.Linear(layer["in"], layer["out"])
        raise ValueError(f"unknown layer {kind}")

    return nn.Sequential(*map(module, layers))


def batches(batch, workers):
    loader = DataLoader(Images(10_000), batch_size=batch, shuffle=True, drop_last=True, num_workers=workers, persistent_workers=workers > 0)
    while True:
        yield from loader


def first_step(model, path, batch, device="cpu"):
    """Loss, length of the gradient and number of parameters for the weights and the batch of a file."""
    numbers = torch.from_file(path, size=os.path.getsize(path) // 4, dtype=torch.float32)
    parameters = list(model.to(device).parameters())
    with torch.no_grad():
        for parameter in parameters:
            parameter.copy_(numbers[: parameter.numel()].view(parameter.shape))
            numbers = numbers[parameter.numel() :]
    images, labels = numbers[:-batch].view(batch, 3, 32, 32).to(device), numbers[-batch:].long().to(device)
    loss = F.cross_entropy(model(images), labels)
    loss.backward()
    length = sum(parameter.grad.square().sum() for parameter in parameters).sqrt()
    return loss.item(), length.item(), sum(parameter.numel() for parameter in parameters)


def main():
    threads, batch, workers = map(int, sys.argv[1:4])
    torch.set_num_threads(threads)
    model = build(json.loads(sys.stdin.readline())).train()
    print(*first_step(model, sys.stdin.readline().rstrip("\n"), batch), flush=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, nesterov=True, weight_decay=5e-4)
    data = batches(batch, workers)

    for line in sys.stdin:
        steps = int(line)
        start = time.perf_counter()
        for _ in range(steps):
            images, labels = next(data)
            optimizer.zero_grad()
            loss = F.cross_entropy(model(images), labels)
            loss.backward()
            optimizer.step()
        print(steps * batch / (time.perf_counter() - start), flush=True)


if __name__ == "__main__":
    main()
