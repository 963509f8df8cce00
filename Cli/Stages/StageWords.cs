using Sweep.Api.V1;

namespace Sweep.Cli.Stages;

/// <summary>States and outcomes in the words of the other verbs.</summary>
internal static class StageWords
{
    public static string Of(StageState state) => state.ToString().ToLowerInvariant();

    public static string Of(AttemptOutcome outcome) =>
        outcome switch
        {
            AttemptOutcome.Open => "goes on",
            AttemptOutcome.Released => "given back",
            AttemptOutcome.Lost => "worker lost",
            _ => outcome.ToString().ToLowerInvariant(),
        };

    /// <summary>As much of the id as people copy; the first digits name a stage too.</summary>
    public static string Short(string id) => id[..Math.Min(12, id.Length)];
}
