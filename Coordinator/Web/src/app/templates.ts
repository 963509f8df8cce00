/** Specs to start from, identical to those in examples/, which are not available everywhere this page is built. */
export const templates: Record<string, { label: string; spec: string }> = {
  quickstart: {
    label: "small study on MNIST",
    spec: `# A small real study, about three minutes on two cores: \`make run\`.
#
# Networks pre-trained on five digits and fine-tuned on the other five, of which they see only a few, against networks that
# are trained on those few from scratch. How far can each be pruned before it loses two points of accuracy? Five seeds are
# what it takes to be sure of the smaller network.
name: quickstart
grid:
  dataset: mnist
  architecture: [vgg16, mobilenet]
  mode: [fine-tuned, from-scratch]
  sparsity: [0, 0.5, 0.8, 0.9, 0.95, 0.98]
  seed: [1, 2, 3, 4, 5]
pretrain:
  vgg16: { dataset: mnist, classes: [0, 1, 2, 6, 7], samples: 5000, epochs: 3, batch: 50 }
  mobilenet: { dataset: mnist, classes: [0, 1, 2, 6, 7], samples: 5000, epochs: 3, batch: 50 }
data: { classes: [3, 4, 5, 8, 9], samples: 300 }
model: { width: 0.125 }
training: { epochs: 12, batch: 30, lr: 0.05, augment: [crop] }
pruning: { schedule: iterative, epochs: 4, lr: 0.02 }
report: { tolerance: 2 }
override:
  - when: { architecture: mobilenet }
    model: { width: 0.25 }
    training: { lr: 0.1, epochs: 20 }
    pruning: { lr: 0.03 }
`,
  },
  cifar10: {
    label: "CIFAR-10 on a laptop",
    spec: `# CIFAR-10 with narrow networks, for a laptop: pre-trained on CIFAR-100 against from scratch.
# First: sweep data pull cifar10 cifar100
name: cifar10
grid:
  dataset: cifar10
  architecture: [vgg16, mobilenet]
  mode: [fine-tuned, from-scratch]
  sparsity: [0, 0.5, 0.75, 0.875, 0.9375, 0.96875]   # 2, 4, 8, 16, 32 times fewer weights
  seed: [1, 2, 3]
pretrain:
  vgg16: { dataset: cifar100, epochs: 15 }
  mobilenet: { dataset: cifar100, epochs: 15 }
model:    { width: 0.25 }
training: { epochs: 10, batch: 128, lr: 0.05 }
pruning:  { schedule: iterative, epochs: 2 }
override:
  - when: { mode: fine-tuned }      # these weights are good already: do not shake them up
    training: { lr: 0.02 }
`,
  },
  study: {
    label: "full study, for GPUs",
    spec: `# The study that sweep grew from: how much further can a fine-tuned network be pruned than one trained from scratch?
# After Hubens et al. 2020 (arXiv 2112.08227); the protocol is a reconstruction. For a GPU: sweep plan says what it takes.
name: pretraining-vs-pruning
grid:
  dataset: [cifar10, cifar100, svhn, caltech101]
  architecture: [vgg16, mobilenet]
  mode: [fine-tuned, from-scratch]
  sparsity: [0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95]
  seed: [1, 2, 3]
exclude:
  - { dataset: caltech101, architecture: mobilenet, mode: from-scratch }
pretrain:                       # what fine-tuned starts from
  vgg16: { weights: timm/vgg16_bn.tv_in1k }
  mobilenet: { dataset: cifar100, epochs: 30 }
data:     { image: 32, samples: all, classes: all }
model:    { width: 1.0 }
training: { epochs: 30, batch: 128, optimizer: sgd, lr: 0.05, momentum: 0.9, weight-decay: 5e-4, schedule: one-cycle, precision: bf16, augment: [crop, flip] }
pruning:  { criterion: magnitude, granularity: weight, scope: global, schedule: iterative, epochs: 5 }
override:
  - when: { dataset: caltech101 }
    data: { image: 224 }
    training: { batch: 64 }
limits:   { retries: 2, stage-timeout: 6h, gpu-hours: 200 }
priority: 5
`,
  },
};
