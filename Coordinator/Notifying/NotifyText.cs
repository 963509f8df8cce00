using Sweep.Contracts;
using Sweep.Contracts.Spec.Values;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Notifying;

/// <summary>Describes the webhook of a sweep's spec for people, without the secret part of its address.</summary>
public static class NotifyText
{
    private static readonly Words<Contracts.Spec.NoticeKind> _kinds = Words.Of<Contracts.Spec.NoticeKind>();

    /// <summary>
    /// For example <c>hooks.example.org, of completed, failed; 1 notice is not delivered yet</c>; empty without a webhook.
    /// </summary>
    public static string Of(SweepRecord sweep)
    {
        var owed = sweep.Owed == 0 ? "" : $"{Counted.Of(sweep.Owed, "notice")} not delivered yet";
        if (sweep.About.Notify is not { } notify)
            return owed;
        return $"{notify.Webhook.Host}, of {string.Join(", ", notify.On.Select(_kinds.Format))}{(owed.Length > 0 ? $"; {owed}" : "")}";
    }
}
