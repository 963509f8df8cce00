#!/usr/bin/env bash
# The study of docs/study, at the scale of two cores: examples/two-cores, one part after another; hours, and the same command goes on.
# study.sh [HOME]
set -euo pipefail
cd "$(dirname "$0")/.."
home=${1:-artifacts/study}
bin/sweep data pull cifar10 cifar100 caltech101 --home "$home"
parts=(cifar10 cifar100 caltech101)

# These weights are in no public place as safetensors: whoever has them puts them into a folder `weights` beside the data.
weights=mobilenetv1_025_imagenet.safetensors
if bin/sweep plan examples/two-cores/imagenet.yaml --home "$home" | grep -q "$weights: /"; then
    parts+=(imagenet)
else
    echo "Without the part that starts from ImageNet: there is no $weights in a folder 'weights' of the data."
fi

for part in "${parts[@]}"; do
    bin/sweep run "examples/two-cores/$part.yaml" --home "$home"
    bin/sweep results "study-$part" --home "$home" --format csv -o "$home/$part.csv"
    bin/sweep results "study-$part" --home "$home" --best-sparsity --format json -o "$home/$part.json"
done
