using Sweep.Api.V1;

namespace Sweep.Cli.Watching;

/// <summary>Shows sweeps of a cluster at work.</summary>
internal interface IWatchView
{
    /// <param name="state">With the message taken in.</param>
    void OnMessage(WatchResponse message, WatchState state);

    /// <summary>Something that people want to know, one line.</summary>
    void Note(string text);

    /// <summary>Has the display for as long as <paramref name="watching"/> goes on.</summary>
    Task<T> ShowAsync<T>(Func<Task<T>> watching) => watching();
}
