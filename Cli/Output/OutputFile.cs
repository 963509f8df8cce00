using Sweep.Client.Errors;
using Sweep.Contracts.Files;

namespace Sweep.Cli.Output;

/// <summary>A file that a verb writes; see <see cref="WholeFile"/>.</summary>
internal static class OutputFile
{
    /// <param name="path">Null or - for standard output.</param>
    /// <exception cref="BadInputException">The file cannot be written.</exception>
    public static Task WriteAsync(string? path, TextWriter standard, Action<TextWriter> write)
    {
        if (path is not (null or "-"))
        {
            return WriteAsync(
                path,
                async stream =>
                {
                    await using var writer = new StreamWriter(stream, leaveOpen: true);
                    write(writer);
                }
            );
        }

        write(standard);
        return Task.CompletedTask;
    }

    /// <inheritdoc cref="WriteAsync(string?, TextWriter, Action{TextWriter})"/>
    public static async Task WriteStreamAsync(string? path, TextWriter standard, Func<Stream, Task> write)
    {
        if (path is not (null or "-"))
        {
            await WriteAsync(path, write);
            return;
        }

        await using var stream = new TextWriterStream(standard);
        await write(stream);
    }

    /// <inheritdoc cref="WriteAsync(string?, TextWriter, Action{TextWriter})"/>
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        try
        {
            await WholeFile.WriteAsync(path, write);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path} cannot be written: {error.Message}");
        }
    }
}
