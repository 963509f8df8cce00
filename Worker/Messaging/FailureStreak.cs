using Sweep.Contracts.Messages;
using Sweep.Contracts.Stages;

namespace Sweep.Worker.Messaging;

/// <summary>Notices when different stages fail one after the other: it is then rather the worker that is at fault.</summary>
/// <param name="limit">Stages; zero for none.</param>
internal sealed class FailureStreak(int limit)
{
    private readonly List<StageId> _stages = [];

    /// <summary>Why the worker has to drain; null while it may go on.</summary>
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
