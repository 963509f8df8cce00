using Sweep.Worker.Models;
using static TorchSharp.torch;

namespace Sweep.Worker.Pruning;

/// <summary>
/// Records which parameters of a network are removed. A removed parameter is +0 and gets no gradient. It stays exactly zero, since every
/// optimizer here leaves a zero without gradient and momentum unchanged.
/// </summary>
public sealed class WeightMask : IDisposable
{
    private readonly bool[] _kept;

    /// <summary>fp32 [parameters], 1 where a parameter is kept and 0 where it is removed; null while nothing is removed.</summary>
    private Tensor? _factors;

    /// <param name="parameters">Number of parameters.</param>
    public WeightMask(long parameters)
    {
        _kept = new bool[parameters];
        Array.Fill(_kept, true);
    }

    /// <summary>One entry per parameter of <see cref="Network.Flat"/>, false where the parameter is removed.</summary>
    public ReadOnlySpan<bool> Kept => _kept;

    /// <summary>Removes further parameters: sets them and their optimizer state to zero.</summary>
    /// <param name="nowKept">The new mask, as long as <see cref="Kept"/>.</param>
    /// <param name="vectors">The weights and the optimizer's state, each as long as <see cref="Kept"/>.</param>
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

    /// <summary>Sets the gradient of removed parameters to zero.</summary>
    public void Apply(Tensor gradient)
    {
        if (_factors is not null)
        {
            gradient.mul_(_factors);
        }
    }

    /// <summary>
    /// The mask for a checkpoint, bool [parameters], true where a parameter is kept; null while nothing is removed. The caller disposes it.
    /// </summary>
    public Tensor? ToTensor() => _factors is null ? null : tensor(_kept);

    public void Dispose() => _factors?.Dispose();
}
