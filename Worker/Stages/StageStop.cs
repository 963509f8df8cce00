namespace Sweep.Worker.Stages;

/// <summary>The two ways to end a stage before its time. An engine heeds either within seconds, by <see cref="OperationCanceledException"/>.</summary>
/// <param name="Save">Store a checkpoint to go on from, then end.</param>
/// <param name="Abandon">End and store nothing: another attempt has taken this one's place. Overrules <paramref name="Save"/>.</param>
public readonly record struct StageStop(CancellationToken Save, CancellationToken Abandon)
{
    public static StageStop Never => default;
}
