using System.Diagnostics;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Sweep.Api.V1;
using Sweep.Coordinator.Dispatch;
using Sweep.Coordinator.Ledger;
using Sweep.Coordinator.Ledger.Reading;
using Sweep.Coordinator.Notifying;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Watching;
using Sweep.Hosting.Telemetry;

namespace Sweep.Coordinator.Api;

/// <summary>The service <c>sweep.v1.Sweeps</c>, a thin layer over <see cref="SweepControl"/>.</summary>
/// <param name="control">Null where sweeps can only be looked at.</param>
internal sealed partial class SweepsService(
    SweepFinder finder,
    SweepReader sweeps,
    SweepReading reading,
    SweepWatch watch,
    IClusterState cluster,
    IHostApplicationLifetime lifetime,
    SweepControl? control = null
) : Sweeps.SweepsBase, IDisposable
{
    private const int UsualPage = 100;
    private const int LargestPage = 1000;

    /// <summary>One grid in memory at a time; and of two equal submissions, the second finds the first one's sweep.</summary>
    private readonly SemaphoreSlim _submission = new(1, 1);

    public override Task<SubmitResponse> Submit(SubmitRequest request, ServerCallContext context) =>
        AloneAsync(
            _submission,
            context,
            async end =>
            {
                // Not below the request of the web server, of which nothing is kept.
                Activity.Current = null;
                using var span = Traces.Coordinator.StartActivity("submit", ActivityKind.Server);
                var reply = await Control
                    .SubmitAsync(request.Spec, request.Name.Length > 0 ? request.Name : null, request.Replace, request.Extend, end)
                    .ConfigureAwait(false);
                span?.SetTag("sweep.name", reply.Name);
                return new SubmitResponse
                {
                    Sweep = await ReadAsync(reply.Name, end).ConfigureAwait(false),
                    Created = reply.IsNew,
                    Message = reply.Message,
                    Warning = reply.Warning ?? "",
                };
            }
        );

    public override async Task<GetResponse> Get(GetRequest request, ServerCallContext context)
    {
        var sweep = await ReadAsync(request.Name, context.CancellationToken).ConfigureAwait(false);
        var record = await finder.FindAsync(request.Name, context.CancellationToken).ConfigureAwait(false);
        return new GetResponse
        {
            Sweep = sweep,
            Spec = request.WithSpec ? record.SpecText : "",
            Notes = record.About.Notes,
            Notify = NotifyText.Of(record),
        };
    }

    public override async Task<ListResponse> List(ListRequest request, ServerCallContext context)
    {
        if (request.PageSize is < 0 or > LargestPage)
            throw ApiErrors.InvalidRequest($"page_size: expected 0, which means {UsualPage}, to {LargestPage}, found {request.PageSize}.");
        var place = PageToken.TryParse(request.PageToken);
        if (place is null && request.PageToken.Length > 0)
            throw ApiErrors.InvalidRequest("page_token: expected nothing, or the next_page_token of an answer.");

        var size = request.PageSize > 0 ? request.PageSize : UsualPage;
        var page = reading
            .Works(await sweeps.Ledger.AskAsync(known => known.ReadStanding(null), context.CancellationToken).ConfigureAwait(false))
            .OrderByDescending(sweep => sweep.Sweep.Created)
            .ThenByDescending(sweep => sweep.Sweep.Name, StringComparer.Ordinal)
            .Where(sweep => place is not { } token || token.IsBefore(sweep.Sweep))
            .Take(size + 1)
            .ToList();
        var answer = new ListResponse
        {
            NextPageToken = page.Count > size ? PageToken.Of(page[size - 1].Sweep).ToString() : "",
            StoreFault = cluster.StoreFault ?? "",
        };
        answer.Sweeps.AddRange(page.Take(size).Select(reading.Describe));
        return answer;
    }

    public override async Task<PauseResponse> Pause(PauseRequest request, ServerCallContext context)
    {
        var message = await Control.PauseAsync(request.Name, context.CancellationToken).ConfigureAwait(false);
        return new PauseResponse
        {
            Sweep = await ReadAsync(request.Name, context.CancellationToken).ConfigureAwait(false),
            Message = message,
        };
    }

    public override async Task<ResumeResponse> Resume(ResumeRequest request, ServerCallContext context)
    {
        var message = await Control.ResumeAsync(request.Name, context.CancellationToken).ConfigureAwait(false);
        return new ResumeResponse
        {
            Sweep = await ReadAsync(request.Name, context.CancellationToken).ConfigureAwait(false),
            Message = message,
        };
    }

    public override async Task<CancelResponse> Cancel(CancelRequest request, ServerCallContext context)
    {
        var message = await Control.CancelAsync(request.Name, context.CancellationToken).ConfigureAwait(false);
        return new CancelResponse
        {
            Sweep = await ReadAsync(request.Name, context.CancellationToken).ConfigureAwait(false),
            Message = message,
        };
    }

    public override async Task<RetryResponse> Retry(RetryRequest request, ServerCallContext context)
    {
        var message = await Control.RetryAsync(request.Name, request.Trial, context.CancellationToken).ConfigureAwait(false);
        return new RetryResponse
        {
            Sweep = await ReadAsync(request.Name, context.CancellationToken).ConfigureAwait(false),
            Message = message,
        };
    }

    public override async Task<SetPriorityResponse> SetPriority(SetPriorityRequest request, ServerCallContext context)
    {
        var message = await Control.SetPriorityAsync(request.Name, request.Priority, context.CancellationToken).ConfigureAwait(false);
        return new SetPriorityResponse
        {
            Sweep = await ReadAsync(request.Name, context.CancellationToken).ConfigureAwait(false),
            Message = message,
        };
    }

    public override async Task<DeleteResponse> Delete(DeleteRequest request, ServerCallContext context) =>
        new() { Message = await Control.DeleteAsync(request.Name, context.CancellationToken).ConfigureAwait(false) };

    private SweepControl Control => control ?? throw new SweepStoreException("Nothing can be changed here: the store is open to be read.");

    public void Dispose()
    {
        _submission.Dispose();
        _validation.Dispose();
    }

    /// <exception cref="SweepControlException">There is none of this name; it says which there are.</exception>
    private async Task<SweepInfo> ReadAsync(string name, CancellationToken cancellation) =>
        await reading.FindAsync(name, cancellation).ConfigureAwait(false)
        ?? throw await finder.NotFoundAsync(name, cancellation).ConfigureAwait(false);
}
