using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Files;
using Sweep.Hosting.Configuration;
using Sweep.Hosting.Telemetry;
using Sweep.Worker.Checkpoints;
using Sweep.Worker.Checkpoints.S3;

namespace Sweep.Worker.Configuration;

/// <summary>Opens the store of checkpoints that the settings name: a folder, or a bucket.</summary>
internal sealed partial class CheckpointPlace
{
    private readonly S3CheckpointStore? _bucket;

    private CheckpointPlace(ICheckpointStore store, string? folder, TimeProvider time)
    {
        _bucket = store as S3CheckpointStore;
        Store = new RecentCheckpoints(new MeteredCheckpointStore(store, folder, new Meter(Meters.Worker), time));
    }

    public ICheckpointStore Store { get; }

    /// <exception cref="SettingsException">The folder cannot be used.</exception>
    public static CheckpointPlace Open(WorkerSettings settings, TimeProvider time)
    {
        var home = HomeFolder.Resolve(settings.Home);
        var folder = settings.Checkpoints ?? Path.Combine(home, "checkpoints");
        try
        {
            if (S3Place.TryParse(folder) is not { } place)
                return new CheckpointPlace(new FolderCheckpointStore(folder, time), folder, time);
            var options = S3Options.Default with { Region = settings.S3Region, CacheLimit = settings.CheckpointCache };
            return new CheckpointPlace(
                new S3CheckpointStore(place with { Endpoint = settings.S3Endpoint }, Path.Combine(home, "checkpoint-cache"), options, time),
                null,
                time
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException([$"checkpoints: {folder} cannot be used: {error.Message}"]);
        }
    }

    /// <summary>
    /// Checks that a bucket can be used. An unreachable one may be reached later, and stages that need it are tried again.
    /// </summary>
    /// <exception cref="SettingsException">The bucket is not there, or a right is missing.</exception>
    public async Task CheckAsync(ILogger log)
    {
        if (_bucket is null)
            return;
        try
        {
            if (!await _bucket.CheckAsync(CancellationToken.None).ConfigureAwait(false))
            {
                LogUnconditional(log);
            }
        }
        catch (Exception error) when (error is UnauthorizedAccessException or DirectoryNotFoundException)
        {
            throw new SettingsException([$"checkpoints: {error.Message}"]);
        }
        catch (IOException error)
        {
            LogUnreachable(log, error.Message);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The storage of checkpoints does not heed If-None-Match on writes: of two workers that end one stage at the same moment, the later wins"
    )]
    private static partial void LogUnconditional(ILogger log);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The storage of checkpoints cannot be reached: {Error}")]
    private static partial void LogUnreachable(ILogger log, string error);
}
