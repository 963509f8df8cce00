using Spectre.Console;
using Spectre.Console.Rendering;
using Sweep.Api.V1;
using Sweep.Cli.Output;

namespace Sweep.Cli.Watching;

/// <summary>For terminals: redrawn in place; sweeps with bars, what workers are at, what failed and what was done last.</summary>
internal sealed class WatchLive(IAnsiConsole console, bool isMany, TimeProvider time) : IWatchView
{
    private const int MostDone = 3;
    private const int MostFailed = 5;

    private readonly LiveScreen _screen = new(console, MostDone, time);
    private readonly Queue<string> _failed = [];
    private readonly Lock _gate = new();
    private WatchState? _state;

    public void OnMessage(WatchResponse message, WatchState state)
    {
        lock (_gate)
        {
            _state = state.Copy();
            foreach (var settled in message.Settled)
                Add(settled);
        }
    }

    public void Note(string text) => _screen.Note(text);

    public Task<T> ShowAsync<T>(Func<Task<T>> watching) => _screen.ShowAsync(watching, () => Task.FromResult(Render()));

    /// <summary>As much as the window has room for.</summary>
    public IRenderable Render()
    {
        lock (_gate)
        {
            if (_state is null)
                return new Rows([new Text("Waiting for the coordinator …"), .. _screen.Last]);
            List<IRenderable> below = [.. _failed.Select(line => new Markup(line).Overflow(Overflow.Ellipsis)), .. _screen.Last];
            var room = Math.Max(console.Profile.Height - below.Count - 1, 8);
            var above = isMany ? SweepsShown.Many(_state, room / 2) : SweepsShown.One(_state);
            return new Rows([.. above, .. RunningShown.Of(_state, room - (isMany ? room / 2 : 4)), .. below]);
        }
    }

    private void Add(SettledStage settled)
    {
        if (SettledText.Of(settled) is not var (word, text))
            return;
        if (word == "done")
        {
            _screen.Add($"[green]done[/]    {Markup.Escape(text)}");
            return;
        }

        _failed.Enqueue($"[red]{word}[/]  {Markup.Escape(text)}");
        if (_failed.Count > MostFailed)
            _failed.Dequeue();
    }
}
