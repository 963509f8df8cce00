namespace Sweep.Tests.Cli.Remote;

/// <summary>Output that can be waited for while it is written.</summary>
internal sealed class Lines : StringWriter
{
    private readonly Lock _gate = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> _awaited = [];

    public override void Write(char value)
    {
        lock (_gate)
        {
            base.Write(value);
            Look();
        }
    }

    public override void Write(string? value)
    {
        lock (_gate)
        {
            base.Write(value);
            Look();
        }
    }

    public override void WriteLine(string? value) => Write(value + "\n");

    public override string ToString()
    {
        lock (_gate)
            return base.ToString();
    }

    /// <summary>Ends when the text has been written.</summary>
    public async Task WaitForAsync(string text, CancellationToken cancellation)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _awaited.Add((text, seen));
            Look();
        }

        try
        {
            await seen.Task.WaitAsync(TimeSpan.FromMinutes(5), cancellation);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Waited in vain for '{text}' in:\n{this}");
        }
    }

    private void Look()
    {
        var written = base.ToString();
        foreach (var (text, seen) in _awaited)
        {
            if (written.Contains(text, StringComparison.Ordinal))
                seen.TrySetResult();
        }
    }
}
