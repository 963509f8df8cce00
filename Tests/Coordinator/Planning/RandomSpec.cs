using System.Globalization;
using System.Text;

namespace Sweep.Tests.Coordinator.Planning;

/// <summary>Generates valid specs of all kinds, the same for the same seed.</summary>
internal sealed class RandomSpec(int seed)
{
    private static readonly (string Axis, string[] Values)[] _furtherAxes =
    [
        ("width", ["0.25", "0.5", "1"]),
        ("training.lr", ["0.1", "0.05"]),
        ("pruning.epochs", ["1", "2"]),
        ("momentum", ["0.8", "0.9"]),
        ("optimizer", ["sgd", "adamw"]),
        ("pruning.schedule", ["one-shot", "iterative", "gradual"]),
        ("image", ["32", "224"]),
        ("head", ["auto", "compact"]),
        ("augment", ["[crop, flip]", "[flip]", "none"]),
        ("criterion", ["magnitude", "random"]),
        ("samples", ["all", "1000"]),
        ("train-per-class", ["10", "30"]),
    ];

    private static readonly (string Block, string Setting)[] _overridable =
    [
        ("training", "batch: 16"),
        ("training", "batch: 32"),
        ("training", "weight-decay: 0.1"),
        ("pruning", "scope: layer"),
        ("pruning", "granularity: filter"),
        ("model", "batch-norm: false"),
        ("data", "split-seed: 3"),
    ];

    private readonly Random _random = new(seed);

    public string Text()
    {
        var axes = new List<(string Axis, string[] Values)>
        {
            ("dataset", Some("mnist", "cifar10", "caltech101")),
            ("architecture", Some("vgg16", "mobilenet")),
            ("mode", Some("fine-tuned", "from-scratch")),
            ("sparsity", Some("0", "0.2", "0.5", "0.9")),
            ("seed", Some("1", "2", "3")),
        };
        axes.AddRange(_furtherAxes.OrderBy(_ => _random.Next()).Take(_random.Next(4)).Select(axis => (axis.Axis, Some(axis.Values))));
        var text = new StringBuilder("name: random\ngrid:\n");
        foreach (var (axis, values) in axes.OrderBy(_ => _random.Next()))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {axis}: [{string.Join(", ", values)}]");
        }

        text.AppendLine("pretrain:\n  vgg16: { dataset: cifar100, epochs: 2 }\n  mobilenet: { dataset: svhn, epochs: 4, seed: 8 }");
        Append(text, "exclude:", 3, axes, when => $"  - {when}");
        Append(
            text,
            "override:",
            4,
            axes,
            when =>
            {
                var (block, setting) = _overridable[_random.Next(_overridable.Length)];
                return $"  - {{ when: {when}, {block}: {{ {setting} }} }}";
            }
        );
        return text.ToString();
    }

    private void Append(StringBuilder text, string key, int most, List<(string Axis, string[] Values)> axes, Func<string, string> entry)
    {
        var count = _random.Next(most);
        if (count > 0)
        {
            text.AppendLine(key);
            for (var i = 0; i < count; i++)
            {
                text.AppendLine(entry(Filter(axes)));
            }
        }
    }

    /// <summary>Omits lists of lists, which cannot be told from alternatives here. Sparsity cannot be a condition for training.</summary>
    private string Filter(List<(string Axis, string[] Values)> axes) =>
        $"{{ {string.Join(", ", axes
        .Where(axis => axis.Axis is not ("augment" or "sparsity"))
        .OrderBy(_ => _random.Next())
        .Take(1 + _random.Next(3))
        .Select(axis => $"{axis.Axis}: [{string.Join(", ", Some(axis.Values))}]"))} }}";

    /// <summary>At least one of the values, in any order.</summary>
    private string[] Some(params string[] values) => [.. values.OrderBy(_ => _random.Next()).Take(1 + _random.Next(values.Length))];
}
