using System.Globalization;
using DuckDB.NET.Data;
using Sweep.Contracts.Results;
using Sweep.Coordinator.Study;
using Sweep.Coordinator.Study.Export;

namespace Sweep.Tests.Coordinator.Study.Export;

/// <summary>The written files are read back by another program, DuckDB.</summary>
public sealed class RowWriterTests : IDisposable
{
    private static readonly TrialResult _diverged = MakeTrials.Of("svhn", "vgg16").At(0, 10).Build()[0];

    private static readonly IReadOnlyList<TrialResult> _trials =
    [
        .. MakeTrials
            .Of("cifar10", "vgg16")
            .Axis("width", "0.25")
            .At(0, 90.25, 91)
            .Failed(0.5, 1, "the \"loss\" is not finite,\r\nat all")
            .Pending(0.9, 1)
            .Build(),
        _diverged with
        {
            Result = _diverged.Result! with
            {
                Loss = double.NaN,
                PerClass = [],
                ParametersNonzero = 3_000_000_000_000,
                Warnings = ["layer 3 is empty", "größer, ≥ 1"],
            },
        },
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Parquet_Trials_HaveTheirTypesAndValues()
    {
        var path = await WriteAsync(ExportFormat.Parquet, _trials);

        Assert.Equal(
            "sweep VARCHAR, trial BIGINT, sparsity DOUBLE, top1 DOUBLE, parameters_nonzero BIGINT, top1_per_class DOUBLE[], error VARCHAR, warnings VARCHAR[]",
            string.Join(
                ", ",
                Ask(
                    $"SELECT column_name || ' ' || column_type FROM (DESCRIBE FROM '{path}') WHERE column_name IN ('sweep', 'trial', 'sparsity', 'top1', 'parameters_nonzero', 'top1_per_class', 'error', 'warnings')"
                )
            )
        );
        Assert.Equal(
            [
                "0|completed|90.25|0.4875|1000000|[89.25, 91.25]|<null>|<null>",
                "1|completed|91|0.45|1000000|[90.0, 92.0]|<null>|<null>",
                "2|failed|<null>|<null>|<null>|<null>|the \"loss\" is not finite,\r\nat all|<null>",
                "3|pending|<null>|<null>|<null>|<null>|<null>|<null>",
                "0|completed|10|NaN|3000000000000|<null>|<null>|[layer 3 is empty, 'größer, ≥ 1']",
            ],
            Ask($"SELECT trial, state, top1, loss, parameters_nonzero, top1_per_class::VARCHAR, error, warnings::VARCHAR FROM '{path}'")
        );
        Assert.Equal(["2"], Ask($"SELECT COUNT(*) FROM '{path}' WHERE list_contains(top1_per_class, 90) OR len(warnings) = 2"));
    }

    [Fact]
    public async Task Csv_Trials_AreReadWithTheirTypes()
    {
        var path = await WriteAsync(ExportFormat.Csv, _trials);

        Assert.Equal(
            [
                "0|completed|90.25|1000000|89.25; 91.25|<null>|<null>",
                "1|completed|91|1000000|90; 92|<null>|<null>",
                "2|failed|<null>|<null>|<null>|the \"loss\" is not finite,\r\nat all|<null>",
                "3|pending|<null>|<null>|<null>|<null>|<null>",
                "0|completed|10|3000000000000|<null>|<null>|layer 3 is empty; größer, ≥ 1",
            ],
            Ask($"SELECT trial, state, top1, parameters_nonzero, top1_per_class, error, warnings FROM read_csv('{path}')")
        );
        Assert.Equal(["BIGINT DOUBLE"], Ask($"SELECT typeof(parameters_nonzero) || ' ' || typeof(top1) FROM read_csv('{path}') LIMIT 1"));
    }

    [Fact]
    public async Task Jsonl_Trials_AreReadWithTheirTypes()
    {
        var path = await WriteAsync(ExportFormat.Jsonl, _trials);

        Assert.Equal(
            [
                "0|completed|90.25|0.4875|1000000|[89.25, 91.25]|<null>|<null>",
                "1|completed|91|0.45|1000000|[90.0, 92.0]|<null>|<null>",
                "2|failed|<null>|<null>|<null>|<null>|the \"loss\" is not finite,\r\nat all|<null>",
                "3|pending|<null>|<null>|<null>|<null>|<null>|<null>",
                "0|completed|10|<null>|3000000000000|<null>|<null>|[layer 3 is empty, 'größer, ≥ 1']",
            ],
            Ask(
                $"SELECT trial, state, top1, loss, parameters_nonzero, top1_per_class::VARCHAR, error, warnings::VARCHAR FROM read_json('{path}', format = 'newline_delimited')"
            )
        );
        Assert.Equal(
            ["BIGINT DOUBLE"],
            Ask($"SELECT typeof(parameters_nonzero) || ' ' || typeof(top1) FROM read_json('{path}', format = 'newline_delimited') LIMIT 1")
        );
    }

    [Theory]
    [InlineData(ExportFormat.Csv)]
    [InlineData(ExportFormat.Parquet)]
    public async Task Write_ManyRowsInSteps_WritesAll(ExportFormat format)
    {
        // More than one group of rows, and a step size that does not divide it.
        var trials = Enumerable.Range(0, 120_007).Select(index => _trials[0] with { Index = index, Seed = index % 100 }).ToList();

        var path = await WriteAsync(format, trials, step: 7_919);

        Assert.Equal(["120007|7200780021|5940021|10830631.75"], Ask($"SELECT COUNT(*), SUM(trial), SUM(seed), SUM(top1) FROM '{path}'"));
    }

    [Fact]
    public async Task Parquet_NoRow_IsAWholeFileWithItsColumns() =>
        Assert.Equal(["0"], Ask($"SELECT COUNT(top1) FROM '{await WriteAsync(ExportFormat.Parquet, [])}'"));

    private async Task<string> WriteAsync(ExportFormat format, IReadOnlyList<TrialResult> trials, int step = 3)
    {
        var path = Path.Combine(_folder.Path, $"trials.{format}");
        var fields = ResultFields.Of(trials).All;
        await using var file = File.Create(path);
        await using var output = new OnlyForward(file);
        using var writer = RowWriters.Create(format, [.. fields.Select(ExportColumn.FromField)], output);
        foreach (var rows in trials.Chunk(step))
        {
            await writer.WriteAsync(
                [.. rows.Select(trial => fields.Select(field => field.Read(trial)).ToArray())],
                TestContext.Current.CancellationToken
            );
        }

        await writer.EndAsync(TestContext.Current.CancellationToken);
        return path;
    }

    private static List<string> Ask(string sql)
    {
        using var database = new DuckDBConnection("DataSource=:memory:");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = sql;
        using var row = command.ExecuteReader();
        var rows = new List<string>();
        while (row.Read())
        {
            rows.Add(
                string.Join(
                    '|',
                    Enumerable
                        .Range(0, row.FieldCount)
                        .Select(column =>
                            row.IsDBNull(column) ? "<null>" : Convert.ToString(row.GetValue(column), CultureInfo.InvariantCulture)
                        )
                )
            );
        }

        return rows;
    }

    /// <summary>A stream like the answer over HTTP: it cannot seek, does not know its position, and refuses synchronous writes.</summary>
    private sealed class OnlyForward(Stream inner) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.WriteAsync(buffer, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Writing must not wait.");

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
