using Sweep.Coordinator.Planning;

namespace Sweep.Coordinator.Dispatch;

/// <summary>What is said of a spec under a name that another has.</summary>
public static class Resubmission
{
    /// <param name="change">What makes it another; null when that is not known.</param>
    /// <param name="extend">Whether the other was to grow into it.</param>
    public static string Refuse(string name, SpecComparison? change, bool extend)
    {
        var difference = change is null ? "" : $" ({change})";
        var growth = change switch
        {
            { IsGrowth: true } => "Let it grow into this one (--extend), give this one another name (--name NAME),",
            not null when extend =>
                "It cannot grow into this one, which lacks some of its trials. Give this one another name (--name NAME),",
            _ => "Give this one another name (--name NAME),",
        };
        return $"There is a sweep named '{name}' with another spec{difference}. {growth} or let it take the other's place (--replace); stages that both share are not run again.";
    }
}
