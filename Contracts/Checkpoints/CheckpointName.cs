using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Checkpoints;

/// <summary>Names one file that a stage leaves behind.</summary>
/// <param name="IsFinal">True for what children start from, false for what an interrupted attempt resumes from.</param>
public readonly record struct CheckpointName(StageId StageId, bool IsFinal)
{
    public static CheckpointName Final(StageId id) => new(id, true);

    public static CheckpointName Resume(StageId id) => new(id, false);

    /// <summary>Relative path with forward slashes: <c>3f/3f….safetensors</c> or <c>3f/3f….resume.safetensors</c>.</summary>
    public override string ToString()
    {
        var id = StageId.ToString();
        return $"{id[..2]}/{id}{(IsFinal ? "" : ".resume")}.safetensors";
    }
}
