using System.Text.Json.Serialization;
using Sweep.Contracts;

namespace Sweep.Coordinator.Study;

/// <summary>What a best sparsity says about the true one.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<BestSparsityBound>))]
public enum BestSparsityBound
{
    /// <summary>The next level of the grid was measured and does not keep the accuracy.</summary>
    Exact,

    /// <summary>The grid ends here, or the next level has no completed trial.</summary>
    AtLeast,

    /// <summary>Another figure's bound makes this one, a difference, an upper limit.</summary>
    AtMost,

    /// <summary>There is no figure; the note says why.</summary>
    NotAvailable,
}
