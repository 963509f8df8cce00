#!/usr/bin/env python3
"""Writes reference.json: what PyTorch computes for the networks that NetworkReferenceTests.cs builds.

Needs numpy and torch (Debian's python3-torch will do). Weights and images come from formulas that the tests repeat, but for
one case, which reads the ImageNet weights in the shared data folder.

    /usr/bin/python3 make_reference.py ../../../../../shared/data/weights/mobilenetv1_025_imagenet.safetensors
"""
import json
import math
import os
import struct
import sys

import numpy
import torch
import torch.nn.functional as F

from formulas import formula_tensor, noise

VGG16 = [64, 64, 'M', 128, 128, 'M', 256, 256, 256, 'M', 512, 512, 512, 'M', 512, 512, 512, 'M']
MOBILENET = [[64], [128, 128], [256, 256], [512] * 6, [1024, 1024]]


def read_safetensors(path):
    with open(path, 'rb') as file:
        length, = struct.unpack('<Q', file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    header.pop('__metadata__', None)
    tensors = {}
    for name, entry in header.items():
        assert entry['dtype'] == 'F32'
        begin, end = entry['data_offsets']
        tensors[name] = torch.tensor(numpy.frombuffer(data[begin:end], dtype='<f4').reshape(entry['shape']).copy())
    return tensors


class Tensors(dict):
    """Makes a tensor when it is first asked for, so that each network states its shapes in one place: where it uses them."""

    def of(self, name, *shape):
        if name not in self:
            self[name] = formula_tensor(name, shape)
            if 'running' not in name:
                self[name].requires_grad_()
        assert list(self[name].shape) == list(shape), (name, self[name].shape, shape)
        return self[name]

    def norm(self, x, name, eps, training):
        channels = x.shape[1]
        mean, var = self.of(name + '.running_mean', channels), self.of(name + '.running_var', channels)
        return F.batch_norm(x, mean, var, self.of(name + '.weight', channels), self.of(name + '.bias', channels), training, 0.1, eps)


def vgg16(tensors, x, case, training):
    index = 0
    for entry in VGG16:
        if entry == 'M':
            x = F.max_pool2d(x, 2, 2)
            index += 1
            continue
        filters = int(entry * case['width'])
        x = F.conv2d(x, tensors.of(f'features.{index}.weight', filters, x.shape[1], 3, 3), tensors.of(f'features.{index}.bias', filters), padding=1)
        index += 1
        if case['batchNorm']:
            x = tensors.norm(x, f'features.{index}', case['eps'], training)
            index += 1
        x = F.relu(x)
        index += 1
    if case['head'] == 'imagenet':
        assert not training, 'its dropout is ours to draw'
        hidden = int(4096 * case['width'])
        x = F.adaptive_avg_pool2d(x, 7)
        x = F.relu(F.conv2d(x, tensors.of('pre_logits.fc1.weight', hidden, x.shape[1], 7, 7), tensors.of('pre_logits.fc1.bias', hidden)))
        x = F.relu(F.conv2d(x, tensors.of('pre_logits.fc2.weight', hidden, hidden, 1, 1), tensors.of('pre_logits.fc2.bias', hidden)))
    x = x.mean((2, 3))
    return F.linear(x, tensors.of('head.fc.weight', case['classes'], x.shape[1]), tensors.of('head.fc.bias', case['classes']))


def padded_conv(x, weight, stride, groups, tf_same):
    if tf_same:
        total = max((math.ceil(x.shape[2] / stride) - 1) * stride + 3 - x.shape[2], 0)
        before, after = total // 2, total - total // 2
        return F.conv2d(F.pad(x, (before, after, before, after)), weight, stride=stride, groups=groups)
    return F.conv2d(x, weight, stride=stride, padding=1, groups=groups)


def mobilenet(tensors, x, case, training):
    tf_same = case['padding'] == 'tf-same'
    channels = int(32 * case['width'])
    channels = max(8, channels)
    x = padded_conv(x, tensors.of('conv_stem.weight', channels, 3, 3, 3), 2 if case['image'] >= 128 else 1, 1, tf_same)
    x = F.relu6(tensors.norm(x, 'bn1', case['eps'], training))
    for stage, blocks in enumerate(MOBILENET):
        for block, filters in enumerate(blocks):
            filters = int(filters * case['width'])
            name = f'blocks.{stage}.{block}'
            x = padded_conv(x, tensors.of(f'{name}.conv_dw.weight', channels, 1, 3, 3), 2 if stage > 0 and block == 0 else 1, channels, tf_same)
            x = F.relu6(tensors.norm(x, f'{name}.bn1', case['eps'], training))
            x = F.conv2d(x, tensors.of(f'{name}.conv_pw.weight', filters, channels, 1, 1))
            x = F.relu6(tensors.norm(x, f'{name}.bn2', case['eps'], training))
            channels = filters
    x = x.mean((2, 3))
    return F.linear(x, tensors.of('classifier.weight', case['classes'], channels), tensors.of('classifier.bias', case['classes']))


def forward(tensors, x, case, training):
    return {'vgg16': vgg16, 'mobilenet': mobilenet}[case['architecture']](tensors, x, case, training)


def fingerprint(name, tensor):
    """A projection that any changed or exchanged number changes, and the norm that says how large it can be."""
    values = tensor.detach().double().reshape(-1)
    return [float((values * torch.tensor(noise('probe ' + name, values.numel()))).sum()), float(values.norm())]


def run(case):
    tensors = Tensors()
    side = case['image']
    images = torch.tensor(4 * noise('images', case['batch'] * 3 * side * side).astype(numpy.float32)).double().reshape(-1, 3, side, side)
    labels = torch.arange(case['batch']) % case['classes']
    case['evalLogits'] = forward(tensors, images, case, training=False).detach().reshape(-1).tolist()
    logits = forward(tensors, images, case, training=case['training'])
    case['trainLogits'] = logits.detach().reshape(-1).tolist()
    trained = {name: tensor for name, tensor in tensors.items() if tensor.requires_grad}
    gradients = torch.autograd.grad(F.cross_entropy(logits, labels), list(trained.values()))
    case['gradients'] = {name: fingerprint(name, gradient) for name, gradient in zip(trained, gradients)}
    case['statistics'] = {name: fingerprint(name, tensor) for name, tensor in tensors.items() if 'running' in name}
    return case


def image_net(path):
    tensors = Tensors(read_safetensors(path))
    case = {'architecture': 'mobilenet', 'width': 0.25, 'padding': 'tf-same', 'eps': 1e-3, 'image': 224, 'classes': 1000}
    y, x = torch.meshgrid(torch.arange(224.0), torch.arange(224.0), indexing='ij')
    image = torch.stack([torch.sin(0.05 * (c + 1) * y) * torch.cos(0.07 * x) for c in range(3)])
    with torch.no_grad():
        return [float(f'{logit:.7g}') for logit in forward(tensors, image[None], case, training=False)[0].tolist()]


def main():
    # PyTorch's own fp32 gradients of MobileNet, channels-last, are up to 3% off those in double precision: fourteen batch
    # norms over few numbers, and ReLU6's two edges, multiply rounding errors. VGG's are off by 1e-5.
    cases = [
        dict(name='vgg16 with norm', architecture='vgg16', width=0.125, batchNorm=True, head='compact', padding='symmetric', eps=1e-5, image=64, classes=10, batch=8, training=True, gradientTolerance=1e-4),
        dict(name='vgg16 with ImageNet head', architecture='vgg16', width=0.125, batchNorm=False, head='imagenet', padding='symmetric', eps=1e-5, image=64, classes=7, batch=2, training=False, gradientTolerance=1e-4),
        dict(name='mobilenet', architecture='mobilenet', width=0.25, batchNorm=True, head='compact', padding='symmetric', eps=1e-5, image=64, classes=10, batch=8, training=True, gradientTolerance=0.05),
        dict(name='mobilenet as from Keras', architecture='mobilenet', width=0.25, batchNorm=True, head='compact', padding='tf-same', eps=1e-3, image=65, classes=10, batch=8, training=True, gradientTolerance=0.05),
    ]
    reference = {'imageNetLogits': image_net(sys.argv[1]), 'networks': [run(case) for case in cases]}
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'reference.json'), 'w') as file:
        json.dump(reference, file, indent=1)
        file.write('\n')


main()
