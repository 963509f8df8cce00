using Sweep.Contracts.Stages;

namespace Sweep.Contracts.Checkpoints;

/// <summary>The name of a stage's checkpoint.</summary>
/// <param name="IsFinal">
/// True for the checkpoint from which children start, false for the one from which an interrupted stage resumes.
/// </param>
public readonly record struct CheckpointName(StageId StageId, bool IsFinal)
{
    private const string Suffix = ".safetensors";

    public static CheckpointName Final(StageId id) => new(id, true);

    public static CheckpointName Resume(StageId id) => new(id, false);

    /// <summary>Reads what <see cref="ToString"/> writes; null when the path is not the name of a checkpoint.</summary>
    public static CheckpointName? TryParse(string path)
    {
        var file = path[(path.LastIndexOf('/') + 1)..];
        var isFinal = file.Length == 32 + Suffix.Length;
        if (file.Length < 32 || !file[..32].All(char.IsAsciiHexDigit))
            return null;
        var name = new CheckpointName(StageId.Parse(file[..32]), isFinal);
        return name.ToString() == path ? name : null;
    }

    /// <summary>Relative path with forward slashes: <c>3f/3f….safetensors</c> or <c>3f/3f….resume.safetensors</c>.</summary>
    public override string ToString()
    {
        var id = StageId.ToString();
        return $"{id[..2]}/{id}{(IsFinal ? "" : ".resume")}{Suffix}";
    }
}
