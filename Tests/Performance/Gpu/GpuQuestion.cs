using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sweep.Contracts.Stages;
using Sweep.Worker.Examination;

namespace Sweep.Performance.Gpu;

/// <summary>What a loop is asked, as a line of JSON; resident.py reads the same.</summary>
internal sealed record GpuQuestion
{
    /// <summary>The answer to a <c>speed</c> begins with this line; the measuring waits for another line.</summary>
    public const string Ready = "ready";

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary><c>first</c>, <c>speed</c> or <c>bits</c>.</summary>
    public required string Do { get; init; }

    public required string Architecture { get; init; }

    public double Width { get; init; }

    public int Batch { get; init; }

    public string Precision { get; init; } = "fp32";

    public bool Deterministic { get; init; }

    public int Rounds { get; init; }

    /// <summary>Of <c>bits</c>.</summary>
    public int Steps { get; init; }

    /// <summary>Of <c>first</c>: path of a <see cref="Training.FirstBatch"/>.</summary>
    public string? File { get; init; }

    /// <summary>The network in the words of reference.py; null for our own loop, which knows it.</summary>
    public IReadOnlyList<Dictionary<string, object>>? Layers { get; init; }

    [JsonIgnore]
    public SpeedCase Case =>
        new()
        {
            Model = new ModelSettings { Architecture = Architecture, Width = Width },
            Batch = Batch,
            Precision = Enum.Parse<Precision>(Precision, ignoreCase: true),
            Deterministic = Deterministic,
            Rounds = Rounds,
        };

    public static GpuQuestion Of(string what, SpeedCase of) =>
        new()
        {
            Do = what,
            Architecture = of.Model.Architecture,
            Width = of.Model.Width,
            Batch = of.Batch,
            Precision = GpuCase.Name(of.Precision),
            Deterministic = of.Deterministic,
            Rounds = of.Rounds,
        };
}

/// <summary>What a loop answers.</summary>
internal sealed record GpuAnswer
{
    /// <summary>Why there is nothing else; null when there is.</summary>
    public string? Error { get; init; }

    public double Rate { get; init; }

    public double Least { get; init; }

    public double Most { get; init; }

    public string? Digest { get; init; }

    public double Loss { get; init; }

    public double Gradient { get; init; }

    public long Parameters { get; init; }
}
