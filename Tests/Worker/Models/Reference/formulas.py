"""The weights and images of the references, which FormulaTensors.cs repeats."""
import math

import numpy
import torch


def fnv1a(text):
    value = 2166136261
    for byte in text.encode():
        value = (value ^ byte) * 16777619 % 2**32
    return value


def noise(name, count):
    """Numbers in -0.5...0.5 that depend on the tensor's name and the position alone."""
    z = (numpy.arange(count, dtype=numpy.uint64) * 2654435761 + fnv1a(name)) % 2**32
    z = ((z ^ (z >> 15)) * 2246822519) % 2**32
    z = ((z ^ (z >> 13)) * 3266489917) % 2**32
    return (z ^ (z >> 16)) / 2**32 - 0.5


def formula_tensor(name, shape):
    u = noise(name, math.prod(shape)).reshape(shape)
    if len(shape) > 1:
        u = u * math.sqrt(24 / math.prod(shape[1:]))
    elif name.endswith('running_var') or (name.endswith('weight')):
        u = 1 + 0.5 * u
    else:
        u = 0.2 * u
    return torch.tensor(u.astype(numpy.float32)).double()
