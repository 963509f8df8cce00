using Microsoft.Extensions.Logging.Abstractions;
using Sweep.Coordinator.Store.Sqlite;
using Sweep.Coordinator.Study.Tables;
using Sweep.Coordinator.Telemetry;
using Sweep.Hosting.Telemetry;
using Sweep.Tests.Coordinator.Api;
using Sweep.Tests.Coordinator.Ledger;
using Sweep.Tests.Hosting.Telemetry;

namespace Sweep.Tests.Coordinator.Telemetry;

public sealed class StudyGaugesTests : IAsyncLifetime
{
    private readonly Instruments _instruments = new();
    private readonly TemporaryFolder _folder = new();
    private TestLedger _ledger = null!;

    public async ValueTask InitializeAsync()
    {
        _ledger = await TestLedger.OpenAsync(SqliteLedgerStore.Open(new SqliteStoreOptions(_folder.File("sweep.db"))), TimeProvider.System);
        foreach (var name in new[] { "one", "two" })
            await FinishedSweep.SubmitAsync(_ledger, Specs.Named(name), name);
        // The two sweeps share their stages; the last stage is left open, so that both still run.
        await FinishedSweep.WorkAsync(_ledger, "one", most: 3);
    }

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        _folder.Dispose();
        _instruments.Dispose();
    }

    [Theory]
    [InlineData(8, "one two")]
    [InlineData(7, "one")]
    [InlineData(3, "")]
    public async Task Look_SweepsWithTooManyTrials_AreOmitted(int most, string shown)
    {
        using var tables = new ResultTables(_ledger.Reader);
        var gauges = new StudyGauges(
            _instruments.Create(new(Meters.Coordinator)),
            tables,
            _ledger.Reader,
            TimeProvider.System,
            NullLogger<StudyGauges>.Instance
        )
        {
            Most = most,
        };

        await gauges.Look();

        Assert.Equal(
            shown,
            string.Join(
                ' ',
                _instruments
                    .Read()
                    .Keys.Where(series => series.StartsWith("sweep.study.trials{", StringComparison.Ordinal))
                    .Select(series => series.Split("sweep=")[1].TrimEnd('}'))
                    .Distinct()
                    .Order()
            )
        );
        Assert.Equal(shown.Length == 0 ? 0 : shown.Split(' ').Length, tables.Count);
    }
}
