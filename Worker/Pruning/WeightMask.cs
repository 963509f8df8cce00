using Sweep.Worker.Models;
using static TorchSharp.torch;

namespace Sweep.Worker.Pruning;

/// <summary>
/// Which parameters of a network are removed. A removed one is +0 and gets no gradient, so it stays exactly that: every
/// optimizer here leaves a zero without gradient and momentum where it is.
/// </summary>
public sealed class WeightMask : IDisposable
{
    private readonly bool[] _kept;

    /// <summary>fp32, 1 or 0, as long as the parameters; null as long as nothing is removed.</summary>
    private Tensor? _factors;

    /// <param name="parameters">How many there are.</param>
    public WeightMask(long parameters)
    {
        _kept = new bool[parameters];
        Array.Fill(_kept, true);
    }

    /// <summary>One entry a parameter of <see cref="Network.Flat"/>, false where it is removed.</summary>
    public ReadOnlySpan<bool> Kept => _kept;

    public bool IsDense => _factors is null;

    /// <summary>Removes further parameters: clears them and whatever the optimizer remembers of them.</summary>
    /// <param name="nowKept">As long as <see cref="Kept"/>.</param>
    /// <param name="vectors">The weights and the optimizer's state, each as long.</param>
    public void Set(ReadOnlySpan<bool> nowKept, IEnumerable<Tensor> vectors)
    {
        nowKept.CopyTo(_kept);
        if (!_kept.Contains(false))
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var mask = tensor(_kept);
        foreach (var vector in vectors)
        {
            vector.masked_fill_(mask.to(vector.device).logical_not(), 0);
            _factors ??= empty_like(vector).DetachFromDisposeScope();
            _factors.copy_(mask);
        }
    }

    /// <summary>Takes away the removed parameters' part of a gradient.</summary>
    public void Apply(Tensor gradient)
    {
        if (_factors is not null)
        {
            gradient.mul_(_factors);
        }
    }

    /// <summary>For a checkpoint: bool, true where a parameter is kept. Null as long as nothing is removed. The caller disposes it.</summary>
    public Tensor? ToTensor() => IsDense ? null : tensor(_kept);

    public void Dispose() => _factors?.Dispose();
}
