using System.Text.Json;
using Sweep.Contracts.Spec;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Notifying;

/// <summary>What a webhook is told, as JSON; see docs/notifications.md.</summary>
/// <param name="Id">Who is told the same twice knows it by this.</param>
/// <param name="Text">For people; chat programs that take a webhook show this.</param>
/// <param name="WorkerHours">What attempts at its stages have taken.</param>
internal sealed record NoticeMessage(
    string Id,
    NoticeKind Event,
    DateTimeOffset Time,
    string Sweep,
    string Text,
    long Trials,
    long TrialsCompleted,
    long TrialsFailed,
    double WorkerHours
)
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);

    public static NoticeMessage Of(SweepNotice about) =>
        new(
            about.Notice.Id,
            about.Notice.Kind,
            about.Notice.Time,
            about.Sweep,
            about.Notice.Text,
            about.Notice.Trials,
            about.Notice.TrialsCompleted,
            about.Notice.TrialsFailed,
            Math.Round(about.Notice.Spent.TotalHours, 4)
        );
}
