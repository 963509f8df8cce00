using System.Globalization;
using System.Text.Json;
using Sweep.Performance.Training;
using Sweep.Worker.Examination;

namespace Sweep.Performance.Gpu;

/// <summary>
/// What build/gpu-check.sh measures: whether our loop computes what PyTorch's does, whether bits repeat and what that costs, images a second
/// against PyTorch in the same minutes, and several processes on one card. Each part's failure is noted, and the next part goes on.
/// </summary>
internal sealed class GpuBenchmark(GpuRequest request) : IDisposable
{
    /// <summary>First argument of this program.</summary>
    public const string Verb = "gpu";

    private const string NoTime = "no time";
    private const int Steps = 20;
    private const double Tolerance = 1e-3;

    /// <summary>Of the time, for what comes after the table of speeds.</summary>
    private const double ReservedShare = 0.35;

    private readonly long _start = TimeProvider.System.GetTimestamp();
    private readonly BusyShare _busy = new(request.Device);
    private readonly List<string> _failures = [];

    private TimeSpan Left => request.Time - TimeProvider.System.GetElapsedTime(_start);

    /// <returns>1 when anything failed.</returns>
    public async Task<int> RunAsync()
    {
        using var ours = Ours();
        using var theirs = request.Python is { } python
            ? GpuLoop.PyTorch(python, request.Device, GpuRequest.Threads, request.Images)
            : null;
        theirs?.Begin();
        ours.Begin();
        var same = await CompareAsync(ours, theirs);
        var speeds = await MeasureAsync(ours, theirs);
        theirs?.Dispose();
        var bits = await RepeatAsync(ours);
        var shared = await ShareAsync(ours);
        Write("the first step, against PyTorch", ["network", "loss", "PyTorch's", "gradient's length", "PyTorch's", "same"], same);
        Write(
            "bits of a training repeated, and what that costs",
            ["training", "same bits", "images/s", "with cuDNN's fastest: same bits", "images/s", "cost of the same bits"],
            bits
        );
        Write("several processes on the device", ["network", "processes", "images/s together", "of one", "GPU busy"], shared);
        Write(
            "images a second",
            ["training", "sweep", "least…most", "GPU busy", "50,000 images in", "PyTorch", "least…most", "GPU busy", "ratio"],
            speeds
        );
        foreach (var failure in _failures)
            Console.WriteLine($"failed: {failure}");
        return _failures.Count == 0 ? 0 : 1;
    }

    public void Dispose() => _busy.Dispose();

    private GpuLoop Ours() => GpuLoop.Ours(request.Device, GpuRequest.Threads, request.Images);

    private async Task<List<string[]>> CompareAsync(GpuLoop ours, GpuLoop? theirs)
    {
        var rows = new List<string[]>();
        foreach (var training in TrainingCase.All.DistinctBy(one => one.Model))
        {
            var file = Path.GetTempFileName();
            try
            {
                await FirstBatch.WriteAsync(file, training.Architecture, CancellationToken.None);
                var question = GpuQuestion.Of("first", new SpeedCase { Model = training.Model, Batch = TrainingCase.Batch }) with
                {
                    File = file,
                };
                var own = Noted(training.Name, await ours.AskAsync(question));
                var other = theirs is null ? new GpuAnswer { Error = "no torch" } : await theirs.AskAsync(question);
                var isSame =
                    own.Error is null
                    && other.Error is null
                    && own.Parameters == other.Parameters
                    && IsClose(own.Loss, other.Loss)
                    && IsClose(own.Gradient, other.Gradient);
                if (own.Error is null && other.Error is null && !isSame)
                    _failures.Add($"{training.Name} computes something else than PyTorch");
                rows.Add([
                    training.Name,
                    Text(own, own.Loss, "0.00000"),
                    Text(other, other.Loss, "0.00000"),
                    Text(own, own.Gradient, "0.00000"),
                    Text(other, other.Gradient, "0.00000"),
                    other.Error is not null ? "not compared"
                    : isSame ? "yes"
                    : "NO",
                ]);
            }
            finally
            {
                File.Delete(file);
            }
        }

        return rows;
    }

    private async Task<List<string[]>> MeasureAsync(GpuLoop ours, GpuLoop? theirs)
    {
        var rows = new List<string[]>();
        foreach (var training in GpuCase.All(request.IsSmall))
        {
            if (Left < ReservedShare * request.Time)
            {
                rows.Add([training.Describe(), NoTime, "", "", "", "", "", "", ""]);
                continue;
            }

            var (own, busy) = await SpeedAsync(ours, training);
            Noted(training.Describe(), own);
            var (other, othersBusy) = theirs is null ? (new GpuAnswer { Error = "no torch" }, null) : await SpeedAsync(theirs, training);
            rows.Add([
                training.Describe(),
                Text(own, own.Rate),
                Range(own),
                Percent(busy),
                own.Error is null ? Number(50_000 / own.Rate, "0.00 s") : "",
                Text(other, other.Rate),
                Range(other),
                Percent(othersBusy),
                own.Error is null && other.Error is null ? Number(own.Rate / other.Rate, "0.00") : "",
            ]);
            Tell($"{training.Describe()}: {Text(own, own.Rate)} images/s, PyTorch {Text(other, other.Rate)}");
        }

        return rows;
    }

    private async Task<List<string[]>> RepeatAsync(GpuLoop ours)
    {
        var rows = new List<string[]>();

        // As when a stage is run again.
        using var other = Ours();
        other.Begin();
        foreach (var training in GpuCase.Repeated(request.IsSmall))
        {
            if (Left <= TimeSpan.Zero)
            {
                rows.Add([training.Describe(), NoTime, "", "", "", ""]);
                continue;
            }

            var (isSame, rate) = await RepeatAsync(ours, other, training);
            var (isSameFast, fastest) = await RepeatAsync(ours, other, training with { Deterministic = false });
            if (isSame == false)
                _failures.Add($"{training.Describe()}: trained twice, and the bits differ");
            rows.Add([
                training.Describe(),
                Same(isSame),
                Text(rate, rate.Rate),
                Same(isSameFast),
                Text(fastest, fastest.Rate),
                rate.Error is null && fastest.Error is null ? Number(1 - (rate.Rate / fastest.Rate), "0 %") : "",
            ]);
            Tell($"{training.Describe()}: bits {Same(isSame)}");
        }

        return rows;
    }

    /// <summary>Whether two trainings end with the same bits, null when one did not end; and how fast one is.</summary>
    private async Task<(bool? IsSame, GpuAnswer Rate)> RepeatAsync(GpuLoop ours, GpuLoop other, SpeedCase training)
    {
        var question = GpuQuestion.Of("bits", training) with { Steps = Steps };
        var first = Noted(training.Describe(), await ours.AskAsync(question));
        var second = Noted(training.Describe(), await other.AskAsync(question));
        var (rate, _) = await SpeedAsync(ours, training);
        return (first.Error is null && second.Error is null ? first.Digest == second.Digest : null, Noted(training.Describe(), rate));
    }

    private async Task<List<string[]>> ShareAsync(GpuLoop ours)
    {
        var rows = new List<string[]>();
        var loops = new List<GpuLoop> { ours };
        try
        {
            var alone = new Dictionary<SpeedCase, double>();
            foreach (var count in request.Processes)
            {
                if (Left <= TimeSpan.Zero)
                {
                    rows.Add(["", Number(count, "0"), NoTime, "", ""]);
                    continue;
                }

                while (loops.Count < count)
                {
                    loops.Add(Ours());
                    loops[^1].Begin();
                }

                foreach (var training in GpuCase.Shared(request.IsSmall))
                    rows.Add(await ShareAsync(loops, training, alone));
            }
        }
        finally
        {
            foreach (var loop in loops.Skip(1))
                loop.Dispose();
        }

        return rows;
    }

    private async Task<string[]> ShareAsync(List<GpuLoop> loops, SpeedCase training, Dictionary<SpeedCase, double> alone)
    {
        // All begin at the same moment, when the last is warm.
        var (waiting, all) = (loops.Count, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var question = GpuQuestion.Of("speed", training);
        var answers = await Task.WhenAll(loops.Select(loop => AskAsync(loop)));
        var busy = await _busy.EndAsync();
        var rate = answers.Sum(answer => answer.Rate);
        var error = answers.FirstOrDefault(answer => answer.Error is not null);
        Noted($"{training.Describe()} in {loops.Count} processes", error ?? new GpuAnswer());
        alone.TryAdd(training, rate);
        Tell($"{training.Describe()}, {loops.Count} processes: {Number(rate, "#,0")} images/s");
        return
        [
            training.Describe(),
            Number(loops.Count, "0"),
            error is null ? Number(rate, "#,0") : error.Error!,
            Number(rate / alone[training], "0.00×"),
            Percent(busy),
        ];

        async Task<GpuAnswer> AskAsync(GpuLoop loop)
        {
            var answer = await loop.AskAsync(
                question,
                () =>
                {
                    Arrive();
                    return all.Task;
                }
            );
            if (answer.Error is not null)
                Arrive();
            return answer;
        }

        void Arrive()
        {
            if (Interlocked.Decrement(ref waiting) == 0)
            {
                _busy.BeginAsync();
                all.TrySetResult();
            }
        }
    }

    private async Task<(GpuAnswer Answer, double? Busy)> SpeedAsync(GpuLoop loop, SpeedCase training)
    {
        var answer = await loop.AskAsync(GpuQuestion.Of("speed", training), _busy.BeginAsync);
        return (answer, await _busy.EndAsync());
    }

    private GpuAnswer Noted(string what, GpuAnswer answer)
    {
        if (answer.Error is { } error)
            _failures.Add($"{what}: {error}");
        return answer;
    }

    private static void Write(string title, IReadOnlyList<string> columns, List<string[]> rows)
    {
        Console.WriteLine();
        Console.WriteLine($"## {title}");
        Console.WriteLine($"| {string.Join(" | ", columns)} |");
        Console.WriteLine($"|{string.Concat(columns.Select(_ => "---|"))}");
        foreach (var row in rows)
            Console.WriteLine($"| {string.Join(" | ", row)} |");
        Console.WriteLine(
            JsonSerializer.Serialize(
                new
                {
                    benchmark = title,
                    columns,
                    rows,
                },
                GpuQuestion.Json
            )
        );
    }

    private static void Tell(string line) => Console.Error.WriteLine(line);

    private static bool IsClose(double one, double other) => Math.Abs(one - other) <= Tolerance * Math.Abs(other);

    private static string Same(bool? isSame) =>
        isSame switch
        {
            true => "yes",
            false => "no",
            null => "failed",
        };

    private static string Text(GpuAnswer answer, double value, string format = "#,0") => answer.Error ?? Number(value, format);

    private static string Range(GpuAnswer answer) =>
        answer.Error is null ? $"{Number(answer.Least, "#,0")}…{Number(answer.Most, "#,0")}" : "";

    private static string Percent(double? share) => share is { } known ? Number(known, "0 %") : "";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
