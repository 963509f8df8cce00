#!/usr/bin/env python3
"""Writes training.json: what PyTorch, in double precision, makes of the training that the tests in this folder repeat.

Needs numpy and torch (Debian's python3-torch will do). Weights and images come from formulas that the tests repeat; the random
numbers that choose the batches are computed here anew, from the published SplitMix64 and what CounterRandom documents.

    /usr/bin/python3 make_reference.py
"""
import json
import math
import os
import sys

import numpy
import torch
import torch.nn.functional as F

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'Models', 'Reference'))
from formulas import formula_tensor, noise  # noqa: E402 (it lies beside the networks' references)

MASK = 2**64 - 1
GOLDEN = 0x9E3779B97F4A7C15

# Of the product's RandomPurpose; stored results depend on them.
ORDER, CROP_OFFSETS, FLIPS = 3, 4, 5

IMAGES, SIDE, CLASSES, BATCH, EPOCHS, SEED = 20, 8, 4, 8, 3, 2
MEAN, STD = [0.4, 0.5, 0.6], [0.2, 0.25, 0.3]

# Weights of convolutions and linear layers, which are decayed, and the others, which are not.
DECAYED, OTHERS = ['conv.weight', 'fc.weight'], ['bn.weight', 'bn.bias', 'fc.bias']
SHAPES = {'conv.weight': (4, 3, 3, 3), 'fc.weight': (CLASSES, 4), 'bn.weight': (4,), 'bn.bias': (4,), 'fc.bias': (CLASSES,)}


def mix(z):
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return z ^ (z >> 31)


class Random:
    """SplitMix64, entered where the key says."""

    def __init__(self, seed, stream):
        self.key = mix((mix((seed + GOLDEN) & MASK) + stream) & MASK)

    def bits(self, index):
        return mix((self.key + (index + 1) * GOLDEN) & MASK)

    def uniform(self, index):
        return (self.bits(index) >> 11) / 2**53

    def normal(self, index):
        return math.sqrt(-2 * math.log(1 - self.uniform(2 * index))) * math.cos(2 * math.pi * self.uniform(2 * index + 1))

    def below(self, index, n):
        return self.bits(index) * n >> 64

    def permutation(self, n):
        """Fisher and Yates, inside out."""
        order = [0] * n
        for i in range(n):
            j = self.below(i, i + 1)
            order[i] = order[j]
            order[j] = i
        return order


def stream(seed, purpose, epoch):
    return Random(seed, purpose << 32 | epoch)


def rounded(numbers, digits):
    return [float(f'{number:.{digits}g}') for number in numbers]


def scheduler(optimizer, case, steps):
    kind = case['schedule']
    if kind == 'one-cycle':
        return torch.optim.lr_scheduler.OneCycleLR(optimizer, case['lr'], total_steps=steps, cycle_momentum=False)
    if kind == 'cosine':
        return torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=steps)
    if kind == 'step':
        milestones = [math.ceil(at * steps) for at in case['stepAt']]
        return torch.optim.lr_scheduler.MultiStepLR(optimizer, milestones, gamma=case['stepFactor'])
    return torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1)


def rates(case):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=case['lr'])
    schedule = scheduler(optimizer, case, case['steps'])
    case['rates'] = []
    for _ in range(case['steps']):
        case['rates'].append(optimizer.param_groups[0]['lr'])
        optimizer.step()
        schedule.step()
    case['rates'] = rounded(case['rates'], 12)
    return case


def make_optimizer(case, decayed, others):
    groups = [{'params': decayed, 'weight_decay': case['weightDecay']}, {'params': others, 'weight_decay': 0}]
    if case['optimizer'] == 'adamw':
        return torch.optim.AdamW(groups, lr=case['lr'])
    return torch.optim.SGD(groups, lr=case['lr'], momentum=case['momentum'], nesterov=case['momentum'] > 0)


def optimizer_alone(case):
    """Three steps at rates and with gradients that are given; of six weights the first four are decayed."""
    decayed = torch.tensor([1, -2, 3, 0.5], dtype=torch.float64, requires_grad=True)
    others = torch.tensor([0.25, -1], dtype=torch.float64, requires_grad=True)
    optimizer = make_optimizer(case, [decayed], [others])
    case['weights'] = []
    for step, rate in enumerate([0.1, 0.05, 0.2]):
        decayed.grad = torch.tensor([0.5, -0.25, 1, 2], dtype=torch.float64) * (step + 1)
        others.grad = torch.tensor([-1, 0.125], dtype=torch.float64) * (step - 1)
        for group in optimizer.param_groups:
            group['lr'] = rate
        optimizer.step()
        case['weights'].append(rounded(decayed.tolist() + others.tolist(), 9))
    return case


def data():
    pixels = numpy.floor((noise('pixels', IMAGES * 3 * SIDE * SIDE) + 0.5) * 256)
    images = torch.tensor(pixels).reshape(IMAGES, 3, SIDE, SIDE) / 255
    mean, std = (torch.tensor(values, dtype=torch.float64).reshape(1, 3, 1, 1) for values in (MEAN, STD))
    return (images - mean) / std, torch.arange(IMAGES) % CLASSES


def parts(indices, splits):
    """As even as can be: part k ends before k + 1 splits' share."""
    ends = [len(indices) * (k + 1) // splits for k in range(splits)]
    return [indices[begin:end] for begin, end in zip([0] + ends, ends)]


def train(case):
    images, labels = data()
    weights = {name: formula_tensor(name, shape).requires_grad_() for name, shape in SHAPES.items()}
    mean, var = torch.zeros(4, dtype=torch.float64), torch.ones(4, dtype=torch.float64)
    optimizer = make_optimizer(case, [weights[name] for name in DECAYED], [weights[name] for name in OTHERS])
    per_epoch = IMAGES // BATCH
    schedule = scheduler(optimizer, case, EPOCHS * per_epoch)
    case['losses'], case['weights'] = [], []
    for step in range(EPOCHS * per_epoch):
        order = stream(SEED, ORDER, step // per_epoch).permutation(IMAGES)
        begin = step % per_epoch * BATCH
        optimizer.zero_grad()
        total = 0
        for part in parts(order[begin:begin + BATCH], case['splits']):
            x = F.conv2d(images[part], weights['conv.weight'], padding=1)
            x = F.relu(F.batch_norm(x, mean, var, weights['bn.weight'], weights['bn.bias'], training=True, momentum=0.1, eps=1e-5))
            logits = F.linear(x.mean((2, 3)), weights['fc.weight'], weights['fc.bias'])
            loss = F.cross_entropy(logits, labels[part], label_smoothing=case['labelSmoothing']) * len(part) / BATCH
            loss.backward()
            total += float(loss)
        optimizer.step()
        schedule.step()
        case['losses'].append(total)
        case['weights'].append(rounded([number for name in DECAYED + OTHERS for number in weights[name].detach().reshape(-1).tolist()], 7))
    case['losses'] = rounded(case['losses'], 9)
    case['statistics'] = rounded(mean.tolist() + var.tolist(), 7)
    return case


def random_numbers():
    assert [mix((1234567 + i * GOLDEN) & MASK) for i in range(1, 4)] == [6457827717110365317, 3203168211198807973, 9817491932198370423]
    random = stream(1, ORDER, 3)
    return {
        'bits': [random.bits(index) for index in (0, 1, 1000)],
        'uniform': [random.uniform(index) for index in (0, 1, 1000)],
        'normal': [random.normal(index) for index in (0, 1, 1000)],
        'permutation': random.permutation(10),
    }


def draws(seed, epoch, images, side):
    """Of an epoch's images, in order: which it is, by how many pixels its crop is moved right and down, and whether it is mirrored."""
    margin = side // 8
    order = stream(seed, ORDER, epoch).permutation(images)
    offsets, flips = stream(seed, CROP_OFFSETS, epoch), stream(seed, FLIPS, epoch)
    return [
        [order[i], offsets.below(2 * i, 2 * margin + 1) - margin, offsets.below(2 * i + 1, 2 * margin + 1) - margin, flips.below(i, 2)]
        for i in range(images)
    ]


def main():
    sgd = dict(optimizer='sgd', momentum=0.9, weightDecay=0.01)
    adamw = dict(optimizer='adamw', momentum=0.9, weightDecay=0.1)
    reference = {
        'random': random_numbers(),
        'draws': draws(seed=3, epoch=1, images=40, side=16),
        'rates': [rates(case) for case in [
            dict(schedule='one-cycle', lr=0.4, steps=20),
            dict(schedule='one-cycle', lr=0.4, steps=7),
            dict(schedule='one-cycle', lr=0.4, steps=3),
            dict(schedule='cosine', lr=0.4, steps=8),
            dict(schedule='step', lr=1, steps=8, stepAt=[0.5, 0.75], stepFactor=0.1),
            dict(schedule='step', lr=0.3, steps=7, stepAt=[0.2, 0.5], stepFactor=0.5),
            dict(schedule='constant', lr=0.3, steps=3),
        ]],
        'optimizers': [optimizer_alone(case) for case in [
            dict(sgd, lr=1), dict(sgd, momentum=0, lr=1), dict(adamw, weightDecay=0.01, lr=1),
        ]],
        'trainings': [train(case) for case in [
            dict(sgd, schedule='one-cycle', lr=0.5, labelSmoothing=0.1, splits=1),
            dict(sgd, schedule='cosine', lr=0.2, labelSmoothing=0, splits=3),
            dict(sgd, momentum=0, schedule='step', lr=0.5, stepAt=[0.5, 0.75], stepFactor=0.1, labelSmoothing=0, splits=1),
            dict(adamw, schedule='one-cycle', lr=0.05, labelSmoothing=0.2, splits=2),
        ]],
    }
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'training.json'), 'w') as file:
        sections = [f' {json.dumps(name)}: {dump(section)}' for name, section in reference.items()]
        file.write('{\n' + ',\n'.join(sections) + '\n}\n')


def dump(section):
    """A line for each entry."""
    return '[\n' + ',\n'.join(f'  {json.dumps(entry)}' for entry in section) + '\n ]' if isinstance(section, list) else json.dumps(section)


main()
