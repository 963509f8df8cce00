"""PyTorch's own training loop over images that lie on the device: the yardstick of build/gpu-check.sh.

Usage: resident.py DEVICE THREADS IMAGES, asked by lines of standard input, each a JSON object: see GpuQuestion.cs.
Eager mode as PyTorch's guides recommend it: channels-last, autocast for bf16, cuDNN's fastest algorithms, gradients set to none,
nothing read back in between. The work is that of our own loop: each image cropped and mirrored by itself, normalised, SGD with
Nesterov momentum, weight decay of convolutions and linear layers, one cycle of the learning rate.
"""
import json
import os
import sys
import time

import torch
from torch.nn import functional as F

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Training"))
from reference import build, first_step  # noqa: E402

MARGIN = 4
SIDE = 32
WARM_UP = 5
ROUND = 0.3
LONGEST = 4


class Resident:
    """Random images as bytes on the device, with a black margin to crop in."""

    def __init__(self, count, device):
        self.device = device
        images = torch.randint(0, 256, (count, SIDE, SIDE, 3), dtype=torch.uint8, device=device)
        self.padded = F.pad(images, (0, 0, MARGIN, MARGIN, MARGIN, MARGIN))
        self.labels = torch.randint(0, 10, (count,), device=device)
        self.scale = 1 / (255 * torch.tensor([0.25, 0.24, 0.26], device=device))
        self.shift = -torch.tensor([0.49, 0.48, 0.45], device=device) / torch.tensor([0.25, 0.24, 0.26], device=device)
        self.places = torch.arange(SIDE, device=device)

    def batches(self, batch):
        count = len(self.labels)
        batch = min(batch, count)
        while True:
            order = torch.randperm(count, device=self.device)
            top, left = torch.randint(0, 2 * MARGIN + 1, (2, count, 1), device=self.device)
            mirrored = torch.rand(count, 1, device=self.device) < 0.5
            for first in range(0, count - batch + 1, batch):
                part = slice(first, first + batch)
                chosen = order[part]
                rows = top[part] + self.places
                columns = left[part] + torch.where(mirrored[part], SIDE - 1 - self.places, self.places)
                pixels = self.padded[chosen[:, None, None], rows[:, :, None], columns[:, None, :]]
                yield (pixels.float() * self.scale + self.shift).permute(0, 3, 1, 2), self.labels[chosen]


def wait(device):
    if device.type == "cuda":
        torch.cuda.synchronize()


def first(question, device):
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    loss, length, parameters = first_step(build(question["layers"]).train(), question["file"], 128, device)
    return {"loss": loss, "gradient": length, "parameters": parameters}


def speed(question, data, device):
    torch.backends.cudnn.benchmark = True
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = question["precision"] == "tf32"
    model = build(question["layers"]).train().to(device, memory_format=torch.channels_last)
    decayed = [parameter for parameter in model.parameters() if parameter.dim() > 1]
    others = [parameter for parameter in model.parameters() if parameter.dim() == 1]
    optimizer = torch.optim.SGD([{"params": decayed, "weight_decay": 5e-4}, {"params": others}], lr=0.05, momentum=0.9, nesterov=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.05, total_steps=1_000_000, cycle_momentum=False)
    batches = data.batches(question["batch"])
    losses = torch.zeros((), device=device)
    cast = question["precision"] == "bf16"

    def step():
        images, labels = next(batches)
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=cast):
            loss = F.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
        schedule.step()
        losses.add_(loss.detach())

    for _ in range(WARM_UP):
        step()
    wait(device)
    print("ready", flush=True)
    sys.stdin.readline()
    rates, began = [], time.perf_counter()
    while len(rates) < question["rounds"] and time.perf_counter() - began < LONGEST:
        start, steps = time.perf_counter(), 0
        while time.perf_counter() - start < ROUND:
            step()
            steps += 1
        wait(device)
        rates.append(steps * question["batch"] / (time.perf_counter() - start))
    rates.sort()
    return {"rate": rates[len(rates) // 2], "least": rates[0], "most": rates[-1]}


def main():
    device, threads, count = torch.device(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    torch.set_num_threads(threads)
    data = Resident(count, device)
    for line in sys.stdin:
        question = json.loads(line)
        try:
            answer = first(question, device) if question["do"] == "first" else speed(question, data, device)
        except RuntimeError as error:
            answer = {"error": str(error).split("\n")[0]}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
