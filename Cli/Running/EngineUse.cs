using Sweep.Client.Errors;
using Sweep.Worker.Configuration;
using Sweep.Worker.Native;
using Sweep.Worker.Stages;
using TorchSharp;

namespace Sweep.Cli.Running;

/// <summary>What an engine means for this machine and its home.</summary>
internal static class EngineUse
{
    /// <summary>Whether stages would run on a GPU.</summary>
    /// <exception cref="BadInputException">There is no such device.</exception>
    public static bool IsOnGpu(this EngineChoice engine, string device)
    {
        try
        {
            return !engine.IsNoop && DeviceChoice.Of(device).type == DeviceType.CUDA;
        }
        catch (StageException error)
        {
            throw new BadInputException($"--device: {error.Message}");
        }
    }

    /// <summary>A home holds the results of one engine: a stage that pretended must not be taken for one that trained.</summary>
    /// <exception cref="BadInputException">The home is the other engine's.</exception>
    public static void Claim(this EngineChoice engine, SweepHome home)
    {
        if (File.Exists(home.NoopMark) && !engine.IsNoop)
            throw new BadInputException($"{home.Folder} holds results of --engine noop, which trained nothing. Use another --home.");
        if (!engine.IsNoop || File.Exists(home.NoopMark))
            return;
        if (File.Exists(home.Database))
        {
            throw new BadInputException(
                $"{home.Folder} holds results of training; those of --engine noop must not mix with them. Use another --home."
            );
        }

        File.WriteAllText(home.NoopMark, "Everything in this folder is of --engine noop: nothing was trained.\n");
    }
}
