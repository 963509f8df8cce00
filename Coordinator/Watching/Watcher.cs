using Sweep.Api.V1;

namespace Sweep.Coordinator.Watching;

/// <summary>What one watcher was told so far, and what is new to it in a survey.</summary>
/// <param name="sweep">The one that it watches; null for all.</param>
/// <param name="after">Zero: from now on.</param>
internal sealed class Watcher(string? sweep, long after)
{
    /// <summary>Names that it was told, or has asked by.</summary>
    private readonly HashSet<string> _known = sweep is null ? new(StringComparer.Ordinal) : new(StringComparer.Ordinal) { sweep };

    private long _sequence = after;
    private long _survey;

    /// <summary>Everything up to the last survey is told.</summary>
    public bool IsCurrent { get; private set; }

    /// <summary>The one sweep that it watches has ended or is gone, and everything of it is told.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Null when there is nothing new.</summary>
    public async Task<WatchResponse?> TellAsync(Survey survey, CancellationToken cancellation)
    {
        // A number that this store has not reached is another store's: then only what comes from now on can be told.
        if (_survey == 0 && (_sequence == 0 || _sequence > survey.Sequence))
            _sequence = survey.Sequence;
        var page = await survey.ReadChangesAsync(sweep, _sequence, cancellation).ConfigureAwait(false);
        var message = new WatchResponse
        {
            Sequence = page.Sequence,
            IsCurrent = page.IsLast,
            StoreFault = survey.StoreFault.Value,
        };
        message.Settled.AddRange(page.Stages);
        AddSweeps(message, survey);
        if (survey.Workers.Changed > _survey)
        {
            message.HasWorkers = true;
            message.Workers.AddRange(survey.Workers.Value);
        }

        var hasNews =
            _survey == 0
            || message.Settled.Count > 0
            || message.Sweeps.Count > 0
            || message.Deleted.Count > 0
            || message.HasWorkers
            || Running(survey).Changed > _survey
            || survey.StoreFault.Changed > _survey
            || page.IsLast != IsCurrent;
        AddRunning(message, survey);
        (_sequence, _survey, IsCurrent) = (page.Sequence, survey.Number, page.IsLast);
        HasEnded =
            sweep is not null
            && page.IsLast
            && (
                !survey.Sweeps.TryGetValue(sweep, out var watched)
                || watched.Value.State is SweepState.Completed or SweepState.Failed or SweepState.Cancelled
            );
        return hasNews ? message : null;
    }

    /// <summary>What is in every message.</summary>
    public WatchResponse Repeat(Survey survey)
    {
        var message = new WatchResponse
        {
            Sequence = _sequence,
            IsCurrent = IsCurrent,
            StoreFault = survey.StoreFault.Value,
        };
        AddRunning(message, survey);
        return message;
    }

    private void AddSweeps(WatchResponse message, Survey survey)
    {
        foreach (var (name, info) in survey.Sweeps)
        {
            if (info.Changed > _survey && (sweep is null || sweep == name))
            {
                _known.Add(name);
                message.Sweeps.Add(info.Value);
            }
        }

        message.Deleted.AddRange(_known.Where(name => !survey.Sweeps.ContainsKey(name)).Order(StringComparer.Ordinal));
        _known.ExceptWith(message.Deleted);
    }

    private void AddRunning(WatchResponse message, Survey survey)
    {
        var running = Running(survey).Value;
        message.Running.AddRange(running.Stages);
        message.RunningOmitted = running.Omitted;
    }

    private Dated<RunningList> Running(Survey survey) => sweep is null ? survey.AllRunning : survey.RunningOf(sweep);
}
