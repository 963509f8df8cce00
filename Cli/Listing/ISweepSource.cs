using Sweep.Client;
using Sweep.Client.Errors;

namespace Sweep.Cli.Listing;

/// <summary>Where verbs find sweeps and what came of them: a home, or a cluster.</summary>
internal interface ISweepSource : IAsyncDisposable
{
    /// <summary>Newest first.</summary>
    /// <returns>Also what is wrong with the coordinator's store; empty when it works, or there is none.</returns>
    Task<(IReadOnlyList<SweepRow> Rows, string StoreFault)> ListAsync(CancellationToken cancellation);

    /// <summary>Newest first; the newest thousand at least.</summary>
    Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellation);

    /// <exception cref="BadInputException">There is none of this name; the message lists those there are.</exception>
    Task<(SweepRow Row, string Spec)> ShowAsync(string name, CancellationToken cancellation);

    /// <summary>What answers questions about results and stages.</summary>
    /// <param name="name">Null: the only sweep there is.</param>
    /// <returns>Also the sweep's name.</returns>
    /// <exception cref="BadInputException">There is no such sweep, or more than one to choose from; the message lists them.</exception>
    Task<(CoordinatorClient Server, string Sweep)> AskAsync(string? name, CancellationToken cancellation);

    /// <summary>What answers questions about stages, whatever their sweep.</summary>
    /// <exception cref="BadInputException">There is nothing to ask about.</exception>
    Task<CoordinatorClient> AskAsync(CancellationToken cancellation);

    /// <summary>Writes the page of plots of a sweep that there is.</summary>
    /// <param name="tolerance">Percentage points of top-1; null: the spec's.</param>
    Task WriteReportAsync(string name, double? tolerance, Stream output, CancellationToken cancellation);
}
