using Sweep.Cli.Listing;

namespace Sweep.Cli.Remote;

/// <summary>Shows a sweep of a cluster at work.</summary>
internal interface IFollowView
{
    /// <param name="elapsed">Since the following began.</param>
    /// <param name="remaining">Null until some work was done that shows how fast it goes.</param>
    void OnRead(SweepRow sweep, TimeSpan elapsed, TimeSpan? remaining);

    /// <summary>Something that people want to know, one line.</summary>
    void Note(string text);
}
