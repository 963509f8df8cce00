using System.Globalization;
using Sweep.Worker.Running;
using TorchSharp;

namespace Sweep.Cli.Running;

/// <summary>What executes stages: <c>train</c>, or <c>noop</c> with how long each epoch pretends to take.</summary>
/// <param name="Epoch">Of noop; zero does not wait.</param>
public sealed record EngineChoice(bool IsNoop, TimeSpan Epoch)
{
    public const string Expected = "train, noop, or noop:MILLISECONDS for each epoch";

    public static EngineChoice Train { get; } = new(false, TimeSpan.Zero);

    /// <summary>Null when the text is none.</summary>
    public static EngineChoice? Parse(string text) => text switch
    {
        "train" => Train,
        "noop" => new(true, TimeSpan.Zero),
        _ when text.StartsWith("noop:", StringComparison.Ordinal)
            && int.TryParse(text["noop:".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            => new(true, TimeSpan.FromMilliseconds(milliseconds)),
        _ => null,
    };

    /// <summary>Whether stages would run on a GPU.</summary>
    /// <exception cref="BadInputException">There is no such device.</exception>
    public bool IsOnGpu(string device)
    {
        try
        {
            return !IsNoop && DeviceChoice.Of(device).type == DeviceType.CUDA;
        }
        catch (StageException error)
        {
            throw new BadInputException($"--device: {error.Message}");
        }
    }

    /// <summary>A home holds the results of one engine: a stage that pretended must not be taken for one that trained.</summary>
    /// <exception cref="BadInputException">The home is the other engine's.</exception>
    public void Claim(SweepHome home)
    {
        if (File.Exists(home.NoopMark) && !IsNoop)
            throw new BadInputException($"{home.Folder} holds results of --engine noop, which trained nothing. Use another --home.");
        if (!IsNoop || File.Exists(home.NoopMark))
            return;
        if (File.Exists(home.Database))
            throw new BadInputException($"{home.Folder} holds results of training; those of --engine noop must not mix with them. Use another --home.");
        File.WriteAllText(home.NoopMark, "Everything in this folder is of --engine noop: nothing was trained.\n");
    }
}
