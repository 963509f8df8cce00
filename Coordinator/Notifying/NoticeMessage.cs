using System.Text.Json;
using Sweep.Contracts.Spec;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Notifying;

/// <summary>The JSON that is sent to a webhook; see docs/notifications.md.</summary>
/// <param name="Id">A unique id, by which a receiver recognizes a repeated notice.</param>
/// <param name="Text">A text for people; chat programs with webhooks show it.</param>
/// <param name="WorkerHours">The worker time that attempts at its stages have taken, in hours.</param>
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

    public static NoticeMessage Create(SweepNotice about) =>
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
