using System.Text.Json;

namespace Sweep.Performance;

/// <summary>Runs the named benchmarks, or <c>all</c>, and writes each as a Markdown table and, for programs, as one line of JSON.</summary>
internal static class Benchmarks
{
    public static async Task<int> RunAsync(IReadOnlyList<IBenchmark> benchmarks, string[] arguments)
    {
        var chosen = arguments is ["all"] ? benchmarks : [.. benchmarks.Where(benchmark => arguments.Contains(benchmark.Name))];
        if (chosen.Count == 0)
        {
            await Console.Error.WriteLineAsync(
                $"expected all, or some of {string.Join(", ", benchmarks.Select(benchmark => benchmark.Name))}"
            );
            return 2;
        }

        foreach (var benchmark in chosen)
        {
            var rows = await benchmark.RunAsync(CancellationToken.None);
            Console.WriteLine($"## {benchmark.Name}");
            Console.WriteLine($"| {string.Join(" | ", benchmark.Columns)} |");
            Console.WriteLine($"|{string.Concat(benchmark.Columns.Select(_ => "---|"))}");
            foreach (var row in rows)
            {
                Console.WriteLine($"| {string.Join(" | ", row)} |");
            }

            Console.WriteLine(
                JsonSerializer.Serialize(
                    new
                    {
                        benchmark = benchmark.Name,
                        columns = benchmark.Columns,
                        rows,
                    }
                )
            );
            Console.WriteLine();
        }

        return 0;
    }
}
