using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Sweep.Contracts.Checkpoints;

namespace Sweep.Worker.Checkpoints.S3;

/// <summary>
/// Stores checkpoints as objects in a bucket. A file is first written to this machine, so that its length and digest are known and a broken
/// connection never leaves half an object. Large files are uploaded in parts and get their name when all parts have arrived. The digest is
/// stored with the object and compared when the object is read. Credentials come from where Amazon's tools look for them: environment,
/// profile, web identity, the machine's role.
/// <para>The first of two writers wins only when the storage supports <c>If-None-Match</c> on writes, as Amazon's does since 2024.
/// Otherwise the later of two simultaneous writers wins. <see cref="CheckAsync"/> finds out which.</para>
/// </summary>
public sealed class S3CheckpointStore : ICheckpointStore, IDisposable
{
    private const string Any = "*";
    private const string DigestKey = "x-amz-meta-sweep-sha256";

    /// <summary>How often a write is repeated after the storage reported a conflict with a simultaneous write.</summary>
    private const int MostConflicts = 10;

    private readonly S3Place _place;
    private readonly S3Options _options;
    private readonly AmazonS3Client _client;
    private readonly CheckpointCache _cache;

    /// <param name="cache">A folder on this machine for cached and temporary files.</param>
    /// <param name="credentials">Null means the credentials that Amazon's tools would find.</param>
    public S3CheckpointStore(S3Place place, string cache, S3Options options, TimeProvider time, AWSCredentials? credentials = null)
    {
        (_place, _options, _cache) = (place, options, new CheckpointCache(cache, options.CacheLimit, time));
        var settings = new AmazonS3Config
        {
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = options.Retries,
            Timeout = options.Timeout,
        };
        if (place.Endpoint is { } endpoint)
        {
            // Storages other than Amazon's often support neither its checksums nor bucket names as host names.
            (settings.ServiceURL, settings.ForcePathStyle, settings.AuthenticationRegion) = (
                endpoint.ToString(),
                true,
                options.Region ?? "us-east-1"
            );
            (settings.RequestChecksumCalculation, settings.ResponseChecksumValidation) = (
                RequestChecksumCalculation.WHEN_REQUIRED,
                ResponseChecksumValidation.WHEN_REQUIRED
            );
        }
        else if (options.Region is { } region)
        {
            settings.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(region);
        }

        _client = credentials is null ? new AmazonS3Client(settings) : new AmazonS3Client(credentials, settings);
    }

    /// <summary>
    /// Whether bodies may be sent in signed chunks. Some storages other than Amazon's would store the signatures as content.
    /// </summary>
    private bool IsAmazons => _place.Endpoint is null;

    /// <summary>Writes, reads and deletes an object, as a worker will do.</summary>
    /// <returns>True when the first of two writers wins on this storage.</returns>
    /// <exception cref="IOException">The storage cannot be reached, or the bucket does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">A permission is missing.</exception>
    public Task<bool> CheckAsync(CancellationToken cancellation) =>
        ExplainAsync(
            $"{_place.Prefix}.check",
            async () =>
            {
                var key = $"{_place.Prefix}.check/{Guid.NewGuid():N}";
                Task<bool> CreateAsync() =>
                    PutAsync(
                        new PutObjectRequest
                        {
                            BucketName = _place.Bucket,
                            Key = key,
                            ContentBody = "sweep",
                            IfNoneMatch = Any,
                            UseChunkEncoding = IsAmazons,
                        },
                        cancellation
                    );
                await CreateAsync().ConfigureAwait(false);
                var isHeeded = !await CreateAsync().ConfigureAwait(false);
                await _client.GetObjectMetadataAsync(_place.Bucket, key, cancellation).ConfigureAwait(false);
                await _client.DeleteObjectAsync(_place.Bucket, key, cancellation).ConfigureAwait(false);
                return isHeeded;
            }
        );

    public async Task<bool> ExistsAsync(CheckpointName name, CancellationToken cancellation) =>
        await FindAsync(name, cancellation).ConfigureAwait(false) is not null;

    public async Task<Stream?> OpenReadAsync(CheckpointName name, CancellationToken cancellation)
    {
        if (await FindAsync(name, cancellation).ConfigureAwait(false) is not { } version)
            return null;
        if (name.IsFinal && _cache.Open(name, version) is { } kept)
            return kept;
        var file = _cache.NewFile();
        try
        {
            if (await FetchAsync(name, file, cancellation).ConfigureAwait(false) is not { } fetched)
                return null;
            var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            // A resume checkpoint is read only once, by the attempt that resumes from it.
            if (name.IsFinal)
                _cache.Keep(name, fetched, file);
            return stream;
        }
        finally
        {
            File.Delete(file);
        }
    }

    public Task WriteAsync(CheckpointName name, Func<Stream, Task> write, CancellationToken cancellation) =>
        StoreAsync(name, write, isFirst: false, cancellation);

    public async Task<bool> TryCreateAsync(CheckpointName name, Func<Stream, Task> write, CancellationToken cancellation) =>
        !await ExistsAsync(name, cancellation).ConfigureAwait(false)
        && await StoreAsync(name, write, isFirst: true, cancellation).ConfigureAwait(false);

    public Task DeleteAsync(CheckpointName name, CancellationToken cancellation) =>
        ExplainAsync(Key(name), () => _client.DeleteObjectAsync(_place.Bucket, Key(name), cancellation));

    public async IAsyncEnumerable<StoredCheckpoint> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var request = new ListObjectsV2Request { BucketName = _place.Bucket, Prefix = _place.Prefix };
        ListObjectsV2Response page;
        do
        {
            page = await ExplainAsync(_place.Prefix, () => _client.ListObjectsV2Async(request, cancellation)).ConfigureAwait(false);
            foreach (var item in page.S3Objects ?? [])
            {
                if (CheckpointName.TryParse(item.Key[_place.Prefix.Length..]) is { } name)
                    yield return new StoredCheckpoint(name, item.Size ?? 0, item.LastModified ?? default);
            }

            request.ContinuationToken = page.NextContinuationToken;
        } while (page.IsTruncated == true);
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The version (ETag) of a checkpoint; null when there is no such checkpoint.</summary>
    private Task<string?> FindAsync(CheckpointName name, CancellationToken cancellation) =>
        ExplainAsync(
            Key(name),
            async () =>
            {
                try
                {
                    return (await _client.GetObjectMetadataAsync(_place.Bucket, Key(name), cancellation).ConfigureAwait(false)).ETag;
                }
                catch (AmazonS3Exception absent) when (absent.StatusCode == HttpStatusCode.NotFound && absent.ErrorCode != "NoSuchBucket")
                {
                    return null;
                }
            }
        );

    /// <summary>Downloads a checkpoint and returns its version (ETag); null when it was deleted meanwhile.</summary>
    private Task<string?> FetchAsync(CheckpointName name, string file, CancellationToken cancellation) =>
        ExplainAsync(
            Key(name),
            async () =>
            {
                try
                {
                    using var answer = await _client.GetObjectAsync(_place.Bucket, Key(name), cancellation).ConfigureAwait(false);
                    using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                    await using var to = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
                    var buffer = new byte[1 << 20];
                    for (int read; (read = await answer.ResponseStream.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0; )
                    {
                        digest.AppendData(buffer, 0, read);
                        await to.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
                    }

                    var found = Convert.ToHexStringLower(digest.GetHashAndReset());
                    var known = answer.Metadata[DigestKey];
                    return known is null || known == found
                        ? answer.ETag
                        : throw new IOException($"{Describe(Key(name))} arrived damaged: SHA-256 {found}, where {known} was stored.");
                }
                catch (AmazonS3Exception absent) when (absent.StatusCode == HttpStatusCode.NotFound)
                {
                    return null;
                }
            }
        );

    private async Task<bool> StoreAsync(CheckpointName name, Func<Stream, Task> write, bool isFirst, CancellationToken cancellation)
    {
        var file = _cache.NewFile();
        try
        {
            string digest;
            await using (var stream = new FileStream(file, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 20))
            {
                await write(stream).ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
                stream.Position = 0;
                digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation).ConfigureAwait(false));
            }

            return await ExplainAsync(
                    Key(name),
                    async () =>
                    {
                        var isStored =
                            new FileInfo(file).Length > _options.PartBytes
                                ? await PutInPartsAsync(Key(name), file, digest, isFirst, cancellation).ConfigureAwait(false)
                                : await PutAsync(Request(Key(name), file, digest, isFirst), cancellation).ConfigureAwait(false);
                        // When the answer to a request is lost, the client repeats it and finds the object that it stored itself.
                        return isStored
                            || (
                                await _client.GetObjectMetadataAsync(_place.Bucket, Key(name), cancellation).ConfigureAwait(false)
                            ).Metadata[DigestKey] == digest;
                    }
                )
                .ConfigureAwait(false);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private PutObjectRequest Request(string key, string file, string digest, bool isFirst)
    {
        var request = new PutObjectRequest
        {
            BucketName = _place.Bucket,
            Key = key,
            FilePath = file,
            IfNoneMatch = isFirst ? Any : null,
            UseChunkEncoding = IsAmazons,
        };
        request.Metadata[DigestKey] = digest;
        return request;
    }

    /// <summary>False when the object exists and must not be replaced.</summary>
    private Task<bool> PutAsync(PutObjectRequest request, CancellationToken cancellation) =>
        UnlessThereAsync(() => _client.PutObjectAsync(request, cancellation));

    private async Task<bool> PutInPartsAsync(string key, string file, string digest, bool isFirst, CancellationToken cancellation)
    {
        var start = new InitiateMultipartUploadRequest { BucketName = _place.Bucket, Key = key };
        start.Metadata[DigestKey] = digest;
        var upload = (await _client.InitiateMultipartUploadAsync(start, cancellation).ConfigureAwait(false)).UploadId;
        try
        {
            var parts = new List<PartETag>();
            var length = new FileInfo(file).Length;
            for (var at = 0L; at < length; at += _options.PartBytes)
            {
                var part = await _client
                    .UploadPartAsync(
                        new UploadPartRequest
                        {
                            BucketName = _place.Bucket,
                            Key = key,
                            UploadId = upload,
                            PartNumber = parts.Count + 1,
                            FilePath = file,
                            FilePosition = at,
                            PartSize = Math.Min(_options.PartBytes, length - at),
                            UseChunkEncoding = IsAmazons,
                        },
                        cancellation
                    )
                    .ConfigureAwait(false);
                parts.Add(new PartETag(parts.Count + 1, part.ETag));
            }

            var isStored = await UnlessThereAsync(() =>
                    _client.CompleteMultipartUploadAsync(
                        new CompleteMultipartUploadRequest
                        {
                            BucketName = _place.Bucket,
                            Key = key,
                            UploadId = upload,
                            PartETags = parts,
                            IfNoneMatch = isFirst ? Any : null,
                        },
                        cancellation
                    )
                )
                .ConfigureAwait(false);
            if (!isStored)
                await AbortAsync(key, upload).ConfigureAwait(false);
            return isStored;
        }
        catch
        {
            await AbortAsync(key, upload).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Deletes uploaded parts, since stored parts cost money. Where this fails, the bucket's lifecycle rules should delete them.
    /// </summary>
    private async Task AbortAsync(string key, string upload)
    {
        try
        {
            await _client.AbortMultipartUploadAsync(_place.Bucket, key, upload, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (error is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            // The earlier error is the one to report.
        }
    }

    private static async Task<bool> UnlessThereAsync(Func<Task> put)
    {
        for (var conflicts = 0; ; conflicts++)
        {
            try
            {
                await put().ConfigureAwait(false);
                return true;
            }
            catch (AmazonS3Exception there) when (there.StatusCode == HttpStatusCode.PreconditionFailed)
            {
                return false;
            }
            catch (AmazonS3Exception meeting) when (meeting.StatusCode == HttpStatusCode.Conflict && conflicts < MostConflicts)
            {
                // The other request has not finished yet; the next try sees its outcome.
            }
        }
    }

    private async Task<T> ExplainAsync<T>(string key, Func<Task<T>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (AmazonS3Exception error) when (error.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)
        {
            throw new UnauthorizedAccessException(
                $"{Describe(key)}: the storage refuses it ({error.ErrorCode}: {error.Message}). s3:GetObject, s3:PutObject and s3:DeleteObject are needed on the folder, and s3:ListBucket on the bucket.",
                error
            );
        }
        catch (AmazonS3Exception error) when (error.ErrorCode == "NoSuchBucket")
        {
            throw new DirectoryNotFoundException(
                $"{Describe(key)}: there is no bucket {_place.Bucket}{(_place.Endpoint is { } at ? $" at {at}" : "")}. Make it, or name another.",
                error
            );
        }
        catch (Exception error) when (error is AmazonServiceException or AmazonClientException or HttpRequestException or TimeoutException)
        {
            throw new IOException($"{Describe(key)}: {error.Message}", error);
        }
    }

    private string Key(CheckpointName name) => _place.Prefix + name;

    private string Describe(string key) => $"{S3Place.Scheme}{_place.Bucket}/{key}";
}
