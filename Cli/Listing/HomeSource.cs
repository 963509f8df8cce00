using Sweep.Cli.Remote;
using Sweep.Cli.Results;
using Sweep.Client;
using Sweep.Contracts.States;
using Sweep.Coordinator.Api.InProcess;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Notifying;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Study.Reporting;

namespace Sweep.Cli.Listing;

/// <summary>The sweeps in a home, read beside whatever process runs them.</summary>
internal sealed class HomeSource(SweepHome home, StoreOptions at, TimeProvider time) : ISweepSource
{
    /// <summary>A killed process could not note that it stopped.</summary>
    private readonly bool _isRun = HomeLock.Holder(home) is not null;

    private LedgerView? _ledger;
    private ServiceInvoker? _services;

    public async Task<(IReadOnlyList<SweepRow> Rows, string StoreFault)> ListAsync(CancellationToken cancellation) =>
        (
            await ReadAllAsync<SweepRow>(async reader =>
            {
                var rows = new List<SweepRow>();
                foreach (var sweep in await reader.ReadSweepsAsync(cancellation))
                    rows.Add(await RowAsync(reader, sweep, cancellation));
                rows.Reverse();
                return rows;
            }),
            ""
        );

    public Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellation) =>
        ReadAllAsync<string>(async reader => [.. (await reader.ReadSweepsAsync(cancellation)).Reverse().Select(sweep => sweep.Name)]);

    public Task<(SweepRow Row, string Spec)> ShowAsync(string name, CancellationToken cancellation) =>
        ReadAsync(async reader =>
        {
            var sweep = await StoredSweep.FindAsync(reader, at.Describe(home), name, cancellation);
            return (
                (await RowAsync(reader, sweep, cancellation)) with
                {
                    Notes = sweep.About.Notes.Length > 0 ? sweep.About.Notes : null,
                    Notify = NotifyText.Of(sweep) is { Length: > 0 } notify ? notify : null,
                },
                sweep.SpecText
            );
        });

    public Task<(CoordinatorClient Server, string Sweep)> AskAsync(string? name, CancellationToken cancellation) =>
        ReadAsync(async reader => (Services(reader), (await StoredSweep.FindAsync(reader, at.Describe(home), name, cancellation)).Name));

    public Task<CoordinatorClient> AskAsync(CancellationToken cancellation) => ReadAsync(reader => Task.FromResult(Services(reader)));

    public Task WriteReportAsync(string name, double? tolerance, Stream output, CancellationToken cancellation) =>
        ReadAsync(async reader =>
        {
            var sweep = await StoredSweep.FindAsync(reader, at.Describe(home), name, cancellation);
            var document = await ReportBuilder.BuildAsync(reader, sweep, tolerance ?? StoredSweep.ToleranceOf(sweep), time, cancellation);
            document = document with { Search = await SearchedTrials.SummariseAsync(sweep, reader, cancellation) };
            await ReportPage.WriteAsync(document, output, cancellation);
            return true;
        });

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
        if (_ledger is not null)
            await _ledger.DisposeAsync();
    }

    private async Task<SweepRow> RowAsync(SweepReader reader, SweepRecord sweep, CancellationToken cancellation)
    {
        var row = SweepRow.Of(sweep, await reader.Ledger.AskAsync(known => known.Count(sweep.Name), cancellation));
        return row.State == SweepState.Running && !_isRun ? row with { State = SweepState.Paused } : row;
    }

    private Task<IReadOnlyList<T>> ReadAllAsync<T>(Func<SweepReader, Task<IReadOnlyList<T>>> read) =>
        at.IsThere(home) ? ReadAsync(read) : Task.FromResult<IReadOnlyList<T>>([]);

    private async Task<T> ReadAsync<T>(Func<SweepReader, Task<T>> read)
    {
        try
        {
            return await read(new SweepReader(_ledger ??= await StoredSweep.OpenAsync(at, home, time, CancellationToken.None)));
        }
        catch (SweepStoreException error)
        {
            throw new BadInputException(error.Message);
        }
    }

    private CoordinatorClient Services(SweepReader reader) => new(_services ??= HomeApi.Over(reader.Ledger, time));
}
