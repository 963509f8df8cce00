using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;

namespace Sweep.Worker.Messaging;

/// <summary>Notices when several different stages fail in a row, since then the worker is probably at fault.</summary>
/// <param name="limit">The number of stages in a row; zero means no limit.</param>
internal sealed class FailureStreak(int limit)
{
    private readonly List<StageId> _stages = [];

    /// <summary>Counts the end of an attempt; returns why the worker must drain, or null.</summary>
    public string? Observe(StageEnded end)
    {
        switch (end)
        {
            case StageCompleted:
                _stages.Clear();
                break;
            case StageFailed { Cause: FailureCause.Unknown or FailureCause.OutOfMemory or FailureCause.Timeout } failed
                when !_stages.Contains(failed.StageId):
                _stages.Add(failed.StageId);
                if (limit > 0 && _stages.Count >= limit)
                {
                    var ids = string.Join(", ", _stages.Select(stage => stage.Abbreviation));
                    return $"{_stages.Count} different stages in a row failed here ({ids}); the last: {failed.Error}";
                }

                break;
        }

        return null;
    }
}
