namespace Sweep.Worker.Stages;

/// <summary>
/// The two ways to end a stage early. An engine obeys either within seconds by throwing <see cref="OperationCanceledException"/>.
/// </summary>
/// <param name="Save">Asks the engine to store a resume checkpoint and end.</param>
/// <param name="Abandon">
/// Asks the engine to end and store nothing, because another attempt has replaced this one. Overrides <paramref name="Save"/>.
/// </param>
public readonly record struct StageStop(CancellationToken Save, CancellationToken Abandon)
{
    public static StageStop Never => default;
}
