using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Sweep.Tests.Compat.TorchSharp;

public class GradientTests
{
    [Fact]
    public void Grad_OfConvolutionalNetwork_MatchesFiniteDifferences()
    {
        var random = new Random(1);
        Tensor Draw(params long[] shape) =>
            tensor(Enumerable.Range(0, (int)shape.Aggregate((a, b) => a * b)).Select(_ => random.NextDouble() - 0.5).ToArray(), shape);
        var images = Draw(4, 2, 6, 6);
        var labels = tensor(new long[] { 0, 2, 1, 2 });
        Tensor[] parameters = [Draw(3, 2, 3, 3), Draw(3), Draw(3), Draw(3, 12), Draw(3)];

        Tensor Loss()
        {
            var x = conv2d(images, parameters[0], padding: [1, 1]);
            x = batch_norm(x, zeros(3, float64), ones(3, float64), parameters[1], parameters[2], training: true);
            x = avg_pool2d(max_pool2d(x.sigmoid(), 2, 1), 2).flatten(1);
            return cross_entropy(linear(x, parameters[3], parameters[4]), labels, label_smoothing: 0.1);
        }

        foreach (var parameter in parameters)
            parameter.requires_grad = true;
        var gradients = autograd.grad([Loss()], parameters);

        using var unrecorded = no_grad();
        const double step = 1e-5;
        foreach (var (parameter, gradient) in parameters.Zip(gradients))
        {
            var flat = parameter.view(-1);
            var expected = new double[flat.numel()];
            for (var i = 0; i < expected.Length; i++)
            {
                flat[i].add_(step);
                var above = Loss().ToDouble();
                flat[i].sub_(2 * step);
                expected[i] = (above - Loss().ToDouble()) / (2 * step);
                flat[i].add_(step);
            }

            Assert.True(gradient.view(-1).allclose(tensor(expected), rtol: 1e-4, atol: 1e-8));
        }
    }

    [Fact]
    public void Grad_OfInputs_LeavesTheirOwnGradientsAlone()
    {
        var x = ones(2).requires_grad_();

        var gradient = autograd.grad([(x * x * 3).sum()], [x])[0];

        gradient.Holds([2], 6f, 6f);
        Assert.Null(x.grad);
    }

    [Fact]
    public void Grad_WithGivenOutputGradients_WeighsThem()
    {
        var x = ones(2).requires_grad_();

        autograd.grad([x * 2], [x], [tensor(new float[] { 1, 10 })])[0].Holds([2], 2f, 20f);
    }

    [Fact]
    public void Grad_WithGraph_CanBeDerivedAgain()
    {
        var x = full(1, 2f, dtype: float32).requires_grad_();
        var first = autograd.grad([x.pow(3).sum()], [x], create_graph: true)[0];

        autograd.grad([first.sum()], [x])[0].Holds([1], 12f);
    }

    [Fact]
    public void Backward_OfLoss_AccumulatesInLeaves()
    {
        var x = ones(2).requires_grad_();
        (x * 2).sum().backward();
        (x * 3).sum().backward();

        x.grad!.Holds([2], 5f, 5f);
        x.grad = null;
        Assert.Null(x.grad);
        Assert.True(x.is_leaf);
    }

    [Fact]
    public void Detached_Views_OfOneFlatTensor_AreLeavesOverItsMemory()
    {
        var flat = zeros(6);
        var view = flat.narrow(0, 2, 4).view(2, 2).detach().requires_grad_();

        flat.fill_(5);

        Assert.True(view.is_leaf);
        view.detach().Holds([2, 2], 5f, 5f, 5f, 5f);
        autograd.grad([view.sum()], [view])[0].Holds([2, 2], 1f, 1f, 1f, 1f);
    }

    [Fact]
    public void NoGrad_AndInferenceMode_RecordNothing()
    {
        var x = ones(1).requires_grad_();
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            Assert.False((x * 2).requires_grad);
            using (enable_grad())
                Assert.True((x * 2).requires_grad);
        }

        using (inference_mode())
            Assert.True(is_inference_mode_enabled() && !(x * 2).requires_grad);
        Assert.True(is_grad_enabled() && (x * 2).requires_grad);
    }
}
