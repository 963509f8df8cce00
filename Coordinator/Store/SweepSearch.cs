using System.Text.Json.Serialization;
using Sweep.Contracts;

namespace Sweep.Coordinator.Store;

/// <summary>Whether trials may be added to a sweep as its results come in.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<SweepSearch>))]
public enum SweepSearch
{
    /// <summary>It has all its trials.</summary>
    None,

    /// <summary>More may be wanted: it does not end when nothing is left to do.</summary>
    Open,

    /// <summary>No more are wanted.</summary>
    Done,
}
