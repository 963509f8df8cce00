using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sweep.Cli.Output;

/// <summary>A terminal that shows work going on: redrawn in place, with what happened last below it.</summary>
/// <param name="lines">How many lines on what happened last.</param>
internal sealed class LiveScreen(IAnsiConsole console, int lines, TimeProvider time)
{
    private const string Full = "━";
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(0.5);
    private readonly Lock _gate = new();
    private readonly Queue<string> _last = [];
    private bool _isShown;

    /// <summary>What happened last, oldest first.</summary>
    public IReadOnlyList<IRenderable> Last
    {
        get
        {
            lock (_gate)
                return [.. _last.Select(line => new Markup(line).Overflow(Overflow.Ellipsis))];
        }
    }

    /// <param name="fraction">0…1.</param>
    /// <returns>Markup.</returns>
    public static string Bar(double fraction, int width)
    {
        var full = (int)(Math.Clamp(fraction, 0, 1) * width);
        return $"[green]{Repeat(full)}[/][grey]{Repeat(width - full)}[/]";
    }

    /// <param name="markup">One line.</param>
    public void Add(string markup)
    {
        lock (_gate)
        {
            _last.Enqueue(markup);
            if (_last.Count > lines)
                _last.Dequeue();
        }
    }

    public void Note(string text)
    {
        if (_isShown)
            Add(Markup.Escape(text));
        else
            console.WriteLine(text);
    }

    /// <summary>Shows what <paramref name="render"/> makes, again and again, until the work ends; then once more, to stay.</summary>
    public async Task<T> ShowAsync<T>(Func<Task<T>> work, Func<Task<IRenderable>> render)
    {
        using var timer = new PeriodicTimer(_interval, time);
        _isShown = true;
        try
        {
            return await console
                .Live(Text.Empty)
                .Overflow(VerticalOverflow.Crop)
                .StartAsync(async live =>
                {
                    var working = work();
                    do live.UpdateTarget(await render().ConfigureAwait(false));
                    while (await GoesOnAsync(timer, working).ConfigureAwait(false));
                    live.UpdateTarget(await render().ConfigureAwait(false));
                    return await working.ConfigureAwait(false);
                })
                .ConfigureAwait(false);
        }
        finally
        {
            _isShown = false;
        }
    }

    private static async Task<bool> GoesOnAsync(PeriodicTimer timer, Task work)
    {
        var tick = timer.WaitForNextTickAsync().AsTask();
        return await Task.WhenAny(tick, work).ConfigureAwait(false) == tick;
    }

    private static string Repeat(int count) => string.Concat(Enumerable.Repeat(Full, count));
}
