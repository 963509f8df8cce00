using Sweep.Contracts.Architectures;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;
using Flatten = Sweep.Contracts.Architectures.Flatten;
using Linear = Sweep.Contracts.Architectures.Linear;
using Padding = Sweep.Contracts.Architectures.Padding;

namespace Sweep.Performance.Training.Loops;

/// <summary>
/// The loop that a user of TorchSharp writes after its examples: modules in a sequence, its loader over a data set that augments
/// image by image, its optimizer, a dispose scope a step. It reads nothing back in between, which the examples do at every batch.
/// </summary>
internal sealed class TorchSharpLoop : ITrainingLoop
{
    private readonly Architecture _architecture;
    private readonly Sequential _model;
    private readonly int _loaderWorkers;

    public TorchSharpLoop(TrainingCase training, int loaderWorkers)
    {
        set_num_threads(training.Threads);
        this._loaderWorkers = loaderWorkers;
        _architecture = training.Architecture;
        _model = nn.Sequential(_architecture.Layers.Select(Module).ToArray());
        _model.train();
    }

    public FirstStep TakeFirstStep(float[] numbers)
    {
        using var scope = NewDisposeScope();
        var all = tensor(numbers);
        var next = 0L;
        using (no_grad())
        {
            foreach (var parameter in _model.parameters())
            {
                parameter.copy_(all.narrow(0, next, parameter.numel()).view(parameter.shape));
                next += parameter.numel();
            }
        }

        var (images, labels) = LoopImages.Batch(all, next);
        var loss = F.cross_entropy(_model.call(images), labels);
        loss.backward();
        var squares = _model.parameters().Sum(parameter => parameter.grad!.square().sum().item<float>());
        return new FirstStep(loss.item<float>(), Math.Sqrt(squares), _model.parameters().Sum(parameter => parameter.numel()));
    }

    public void Train(Rounds rounds)
    {
        var (pixels, labels) = LoopImages.Draw(_architecture);
        using var dataset = new AugmentedImages(pixels, labels, _architecture.Image);
        using var loader = utils.data.DataLoader(
            dataset,
            TrainingCase.Batch,
            shuffle: true,
            num_worker: _loaderWorkers,
            drop_last: true,
            disposeDataset: false
        );
        using var optimizer = optim.SGD(_model.parameters(), learningRate: 0.05, momentum: 0.9, weight_decay: 5e-4, nesterov: true);
        var more = rounds.Begin();
        while (more)
        {
            more = TrainEpoch(loader, optimizer, rounds);
        }
    }

    public void Dispose() => _model.Dispose();

    private bool TrainEpoch(DataLoader loader, optim.Optimizer optimizer, Rounds rounds)
    {
        using var scope = NewDisposeScope();
        foreach (var batch in loader)
        {
            optimizer.zero_grad();
            var loss = F.cross_entropy(_model.call(batch["data"]), batch["label"]);
            loss.backward();
            optimizer.step();
            scope.DisposeEverything();
            if (!rounds.AfterStep())
            {
                return false;
            }
        }

        return true;
    }

    private static nn.Module<Tensor, Tensor> Module(Layer layer) =>
        layer switch
        {
            Conv conv => nn.Conv2d(
                conv.In,
                conv.Out,
                conv.Kernel,
                conv.Stride,
                conv.Padding == Padding.None ? 0L : conv.Kernel / 2,
                groups: conv.Groups,
                bias: conv.Bias
            ),
            Norm norm => nn.BatchNorm2d(norm.Channels),
            Activation { Ceiling: null } => nn.ReLU(inplace: true),
            Activation => nn.ReLU6(inplace: true),
            MaxPool => nn.MaxPool2d(2),
            AveragePool pool => nn.AdaptiveAvgPool2d(pool.Side),
            Flatten => nn.Flatten(),
            Linear linear => nn.Linear(linear.In, linear.Out),
            _ => throw new ArgumentException($"The loop has no layer {layer.GetType().Name}.", nameof(layer)),
        };
}
