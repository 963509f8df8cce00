using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Sweep.Coordinator.Api.Http;

/// <summary>
/// Outermost: whatever goes wrong with a request, its answer says what in a line, and only what is the program's own fault goes to the
/// log.
/// </summary>
internal sealed class Faults(RequestDelegate next, Paths paths, ILogger<Faults> log)
{
    /// <summary>gRPC's UNKNOWN.</summary>
    private const string Unknown = "2";

    public async Task InvokeAsync(HttpContext http)
    {
        if (http.Request.ContentLength > Listeners.MaxRequest)
        {
            await RefuseAsync(http, StatusCodes.Status413PayloadTooLarge, null).ConfigureAwait(false);
            return;
        }

        try
        {
            await next(http).ConfigureAwait(false);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer.
            return;
        }
        catch (BadHttpRequestException error)
        {
            await RefuseAsync(http, error.StatusCode, error.Message).ConfigureAwait(false);
            return;
        }
        catch (Exception error) when (ApiErrors.Explain(error) is { } status)
        {
            await ErrorAnswer.WriteAsync(http, status).ConfigureAwait(false);
            return;
        }
        catch (Exception error)
        {
            log.RequestFailed(error, http.Request.Method, http.Request.Path.Value);
            await ErrorAnswer.WriteAsync(http, ApiErrors.Internal()).ConfigureAwait(false);
            return;
        }

        // What a method itself throws has a status of ours by now; what is left is a message that could not be read.
        if (http.Response is { HasStarted: false } && http.Response.Headers["grpc-status"] == Unknown)
        {
            await ErrorAnswer
                .WriteAsync(http, ApiErrors.InvalidRequest("The message is not one that this method takes: it cannot be read."))
                .ConfigureAwait(false);
        }

        // The framework's own refusals have no body.
        if (http.Response is { HasStarted: false, StatusCode: >= StatusCodes.Status400BadRequest, ContentType: null })
            await RefuseAsync(http, http.Response.StatusCode, null).ConfigureAwait(false);
    }

    private Task RefuseAsync(HttpContext http, int code, string? message)
    {
        var error = code switch
        {
            StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed => ApiErrors.NotFound(paths.Describe(http.Request)),
            StatusCodes.Status413PayloadTooLarge => ApiErrors.InvalidRequest(
                $"The request is too large: expected at most {Listeners.MaxRequest} bytes."
            ),
            StatusCodes.Status415UnsupportedMediaType => ApiErrors.InvalidRequest(
                "The request's Content-Type: expected application/json, or application/grpc over HTTP/2."
            ),
            < StatusCodes.Status500InternalServerError => ApiErrors.InvalidRequest(message ?? $"{ReasonPhrases.GetReasonPhrase(code)}."),
            _ => new RpcException(new Status(StatusCode.Unavailable, $"{ReasonPhrases.GetReasonPhrase(code)}.")),
        };
        return WriteAsync(http, code, error);
    }

    /// <summary>The framework's code is more exact than the one that follows from the status.</summary>
    private static async Task WriteAsync(HttpContext http, int code, RpcException error)
    {
        http.Response.OnStarting(() =>
        {
            if (!ErrorAnswer.IsGrpc(http.Request))
                http.Response.StatusCode = code;
            return Task.CompletedTask;
        });
        await ErrorAnswer.WriteAsync(http, error).ConfigureAwait(false);
    }
}
