using System.Globalization;
using System.Security.Cryptography;
using Sweep.Contracts.Checkpoints;
using Sweep.Contracts.Stages;
using Sweep.Worker.Checkpoints;
using Sweep.Worker.Checkpoints.S3;

namespace Sweep.Cli.Doctor.Places;

/// <summary>
/// Uses the place of checkpoints as workers do, in a folder of its own there that goes away again: writes, writes under a condition, reads,
/// lists and deletes.
/// </summary>
/// <param name="place">A folder, or a bucket as <see cref="S3Place"/> has it.</param>
/// <param name="mayLack">Whether a folder may not be there yet.</param>
internal sealed class CheckpointsCheck(string place, bool mayLack, Uri? endpoint, S3Options options, TimeProvider time) : ICheck
{
    private const int Bytes = 1 << 20;

    private readonly CheckpointName _name = CheckpointName.Final(new StageId(UInt128.MaxValue));
    private readonly byte[] _content = RandomNumberGenerator.GetBytes(Bytes);
    private readonly List<(string Name, object? Value)> _facts = [];
    private string _step = "opening";

    public string Group => Groups.Places;

    public string Name => "checkpoints";

    public TimeSpan Limit => TimeSpan.FromMinutes(1);

    public async Task<Finding> RunAsync(CancellationToken cancellation)
    {
        try
        {
            return S3Place.TryParse(place) is { } bucket ? await TryBucketAsync(bucket, cancellation).ConfigureAwait(false)
                : Directory.Exists(place) ? await TryFolderAsync(cancellation).ConfigureAwait(false)
                : mayLack ? Finding.Ok($"{place} is not there yet: the first sweep makes it").With(("place", place))
                : Finding.Failed(
                    $"{place} is not there",
                    "Make the folder, or mount the share that should be there; every worker of a cluster needs the same."
                );
        }
        catch (Exception error) when (error is UnauthorizedAccessException or DirectoryNotFoundException)
        {
            return Advice.Failed($"{_step}: {error.Message}", $"Give this user the right to write, read and delete in {place}.");
        }
        catch (IOException error)
        {
            return Advice.Failed(
                $"{_step}: {error.Message}",
                "See that the disk has room, or that the storage can be reached from here, at the right address and with the right credentials (docs/cluster.md)."
            );
        }
    }

    private async Task<Finding> TryBucketAsync(S3Place bucket, CancellationToken cancellation)
    {
        var cache = Directory.CreateTempSubdirectory("sweep-doctor-").FullName;
        try
        {
            var own = bucket with { Prefix = $"{bucket.Prefix}.check/{Guid.NewGuid():N}/", Endpoint = endpoint };
            using var store = new S3CheckpointStore(
                own,
                cache,
                options with
                {
                    CacheLimit = 0,
                    Retries = 1,
                    Timeout = TimeSpan.FromSeconds(20),
                },
                time
            );
            return await TryAsync(store, (bucket with { Endpoint = endpoint }).ToString(), cancellation).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(cache, recursive: true);
        }
    }

    private async Task<Finding> TryFolderAsync(CancellationToken cancellation)
    {
        var own = Path.Combine(place, $".check-{Guid.NewGuid():N}");
        try
        {
            var room = new DriveInfo(place).AvailableFreeSpace;
            _facts.Add(("free_bytes", room));
            return await TryAsync(new FolderCheckpointStore(own, time), $"{place} ({Output.Bytes.Text(room)} free)", cancellation)
                .ConfigureAwait(false);
        }
        finally
        {
            if (Directory.Exists(own))
                Directory.Delete(own, recursive: true);
        }
    }

    private async Task<Finding> TryAsync(ICheckpointStore store, string where, CancellationToken cancellation)
    {
        var isHeeded = false;
        try
        {
            var write = await TimeAsync(
                    "write",
                    () => store.WriteAsync(_name, stream => stream.WriteAsync(_content, cancellation).AsTask(), cancellation)
                )
                .ConfigureAwait(false);
            var read = await TimeAsync("read", () => ReadAsync(store, cancellation)).ConfigureAwait(false);
            var list = await TimeAsync(
                    "list",
                    async () => _ = await store.ListAsync(cancellation).CountAsync(cancellation).ConfigureAwait(false)
                )
                .ConfigureAwait(false);
            var delete = await TimeAsync("delete", () => store.DeleteAsync(_name, cancellation)).ConfigureAwait(false);
            var condition = await TimeAsync(
                    "conditional write",
                    async () => isHeeded = !await OvertakenAsync(store, cancellation).ConfigureAwait(false)
                )
                .ConfigureAwait(false);
            return Finding
                .Of(
                    $"{where}: 1 MiB written in {write}, read in {read}, listed in {list}, deleted in {delete}, written under a condition in {condition}",
                    isHeeded
                        ? null
                        : Finding.Warning(
                            "a write that must not replace anything did: the condition If-None-Match is not heeded",
                            "Use a storage, or a newer release of this one, that heeds If-None-Match on writes: here the later of two workers that end one stage at the same moment wins."
                        )
                )
                .With([("place", where), ("conditional_writes", isHeeded), .. _facts]);
        }
        finally
        {
            // Also when something failed or took too long.
            await store.DeleteAsync(_name, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Another writer takes the name while this one writes: the later must be told so.</summary>
    private Task<bool> OvertakenAsync(ICheckpointStore store, CancellationToken cancellation) =>
        store.TryCreateAsync(
            _name,
            async stream =>
            {
                await stream.WriteAsync(_content.AsMemory(1), cancellation).ConfigureAwait(false);
                await store
                    .WriteAsync(_name, other => other.WriteAsync(_content.AsMemory(2), cancellation).AsTask(), cancellation)
                    .ConfigureAwait(false);
            },
            cancellation
        );

    private async Task ReadAsync(ICheckpointStore store, CancellationToken cancellation)
    {
        await using var stream =
            await store.OpenReadAsync(_name, cancellation).ConfigureAwait(false)
            ?? throw new IOException("what was written a moment ago is not there");
        var found = new byte[Bytes + 1];
        var length = await stream.ReadAtLeastAsync(found, found.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        if (!found.AsSpan(0, length).SequenceEqual(_content))
            throw new IOException("what was read is not what was written");
    }

    private async Task<string> TimeAsync(string step, Func<Task> action)
    {
        _step = step;
        var start = time.GetTimestamp();
        await action().ConfigureAwait(false);
        var milliseconds = time.GetElapsedTime(start).TotalMilliseconds;
        _facts.Add(($"{step.Replace(' ', '_')}_milliseconds", Math.Round(milliseconds, 1)));
        return string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0.0} ms");
    }
}
