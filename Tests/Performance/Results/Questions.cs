using Sweep.Api.V1;

namespace Sweep.Performance.Results;

/// <summary>What researchers ask, in kinds.</summary>
internal static class Questions
{
    public static readonly IReadOnlyList<(string Kind, QueryResultsRequest[] Requests)> Queries =
    [
        (
            "aggregates",
            [
                Groups("", ["mode"]),
                Groups("", ["dataset", "architecture", "mode", "sparsity"]),
                Groups("", ["sparsity"], "top1"),
                Groups("", ["sparsity"], "loss", "seconds"),
                Groups("", ["dataset", "sparsity"], "top1", "top5", "loss", "compression", "speedup"),
                Groups("", ["state"], "seconds", "images_per_second"),
                Groups("", ["device"], "seconds"),
                Groups("", ["seed"], "top1"),
                Groups("", ["epochs", "mode"], "seconds"),
                Groups("", ["error"]),
                Groups("dataset = cifar10", ["architecture", "mode", "sparsity"]),
                Groups("dataset = cifar10 and mode = fine-tuned", ["sparsity"], "top1"),
                Groups("dataset in (cifar10, svhn) and sparsity >= 0.9", ["dataset", "sparsity"], "top1", "loss"),
                Groups("top1 > 93.5", ["dataset", "sparsity"], "top1"),
                Groups("loss < 0.6 or loss > 1.2", ["mode"], "loss"),
                Groups("not state = completed", ["dataset", "error"]),
                Groups("seconds > 140 and images_per_second < 5200", ["device"], "seconds"),
                Groups("seed <= 100", ["seed", "mode"], "top1"),
                Groups("compression >= 10 and top1 >= 90", ["architecture", "sparsity"], "top1", "compression"),
                Groups("error != ''", ["architecture"], "top1"),
            ]
        ),
        (
            "first page in order",
            [
                Page("", "top1 desc"),
                Page("", "loss"),
                Page("dataset = svhn and sparsity > 0.5", "top1 desc"),
                Page("", "images_per_second desc"),
                Page("state = completed", "compression desc"),
                Page("", "device"),
            ]
        ),
        (
            "first page in the grid's order, every field",
            [
                new() { Name = FinishedStore.Sweep },
                new() { Name = FinishedStore.Sweep, Where = "sparsity = 0.99 and top1 > 80" },
                new() { Name = FinishedStore.Sweep, Where = "state = failed" },
            ]
        ),
    ];

    public static readonly GetGridRequest[] Grids =
    [
        new() { Name = FinishedStore.Sweep },
        new()
        {
            Name = FinishedStore.Sweep,
            Metric = "loss",
            Where = "dataset = cifar10",
        },
        new() { Name = FinishedStore.Sweep, OrderBy = "top1 desc" },
        new()
        {
            Name = FinishedStore.Sweep,
            OrderBy = "loss",
            Where = "mode = fine-tuned",
        },
        new()
        {
            Name = FinishedStore.Sweep,
            Metric = "seconds",
            Cells = 10_000,
        },
    ];

    public static readonly BestSparsityRequest[] Figures =
    [
        new() { Name = FinishedStore.Sweep },
        new() { Name = FinishedStore.Sweep, Tolerance = 3 },
        new() { Name = FinishedStore.Sweep, Where = "dataset = cifar10" },
    ];

    private static QueryResultsRequest Groups(string where, string[] keys, params string[] metrics) =>
        new()
        {
            Name = FinishedStore.Sweep,
            Where = where,
            GroupBy = { keys },
            Metrics = { metrics },
        };

    private static QueryResultsRequest Page(string where, string order) =>
        new()
        {
            Name = FinishedStore.Sweep,
            Where = where,
            OrderBy = order,
            Fields = { "trial", "dataset", "mode", "sparsity", "seed", "top1", "loss" },
            PageSize = 100,
        };
}
