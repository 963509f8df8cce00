using Sweep.Cli.Results;
using Sweep.Client;
using Sweep.Client.Errors;
using Sweep.Contracts.States;
using Sweep.Coordinator.Api.InProcess;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Study;
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
        at.IsThere(home)
            ? await ReadAsync(async reader =>
            {
                var (rows, fault) = await Services(reader).ListSweepsAsync(cancellation);
                return ((IReadOnlyList<SweepRow>)[.. rows.Select(Describe)], fault);
            })
            : ([], "");

    public async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellation) =>
        at.IsThere(home) ? await ReadAsync(reader => Services(reader).ListNamesAsync(cancellation)) : [];

    public Task<(SweepRow Row, string Spec)> ShowAsync(string name, CancellationToken cancellation) =>
        ReadAsync(async reader =>
        {
            var sweep = await StoredSweep.FindAsync(reader, at.Describe(home), name, cancellation);
            var (row, spec) = await Services(reader).ShowSweepAsync(sweep.Name, cancellation);
            return (Describe(row), spec);
        });

    public Task<(CoordinatorClient Server, string Sweep)> AskAsync(string? name, CancellationToken cancellation) =>
        ReadAsync(async reader => (Services(reader), (await StoredSweep.FindAsync(reader, at.Describe(home), name, cancellation)).Name));

    public Task<CoordinatorClient> AskAsync(CancellationToken cancellation) => ReadAsync(reader => Task.FromResult(Services(reader)));

    public Task WriteReportAsync(string name, double? tolerance, Stream output, CancellationToken cancellation) =>
        ReadAsync(async reader =>
        {
            var sweep = await StoredSweep.FindAsync(reader, at.Describe(home), name, cancellation);
            var document = await ReportBuilder.BuildAsync(reader, sweep, tolerance ?? StudyFigure.ToleranceOf(sweep), time, cancellation);
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

    private SweepRow Describe(SweepRow row) => row.State == SweepState.Running && !_isRun ? row with { State = SweepState.Paused } : row;

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
