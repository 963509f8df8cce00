using Sweep.Contracts.Spec;

namespace Sweep.Cli.Listing;

/// <summary>Where <c>list</c> and <c>show</c> find sweeps: a home, or a cluster.</summary>
internal interface ISweepSource : IAsyncDisposable
{
    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<SweepRow>> ListAsync(CancellationToken cancellation);

    /// <exception cref="BadInputException">There is none of this name; the message lists those there are.</exception>
    Task<(SweepRow Row, string Spec)> ShowAsync(string name, CancellationToken cancellation);
}
