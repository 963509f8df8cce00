using System.CommandLine.Completions;
using Sweep.Client.Errors;

namespace Sweep.Cli.CommandLine;

/// <summary>What a shell offers for a word that names something; nothing, and no error, where that cannot be found out quickly.</summary>
internal static class QuietCompletion
{
    /// <summary>A shell waits for it. Tests, whose machine may be busy, set a longer one.</summary>
    internal static TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(1.5);

    public static IEnumerable<CompletionItem> Offer(Func<IEnumerable<string>> names) => Offer(_ => Task.FromResult(names()));

    /// <remarks>A shell's line cannot show what went wrong; the verb itself says it.</remarks>
    public static IEnumerable<CompletionItem> Offer(Func<CancellationToken, Task<IEnumerable<string>>> names)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            return
            [
                .. Task.Run(() => names(patience.Token), patience.Token).GetAwaiter().GetResult().Select(name => new CompletionItem(name)),
            ];
        }
        catch (Exception error) when (error is BadInputException or ServerException or HomeException or OperationCanceledException)
        {
            return [];
        }
    }
}
