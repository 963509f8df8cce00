namespace Sweep.Cli.Output;

/// <summary>A file that a verb writes: whole, or not at all.</summary>
internal static class OutputFile
{
    /// <param name="path">Null or - for standard output.</param>
    /// <exception cref="BadInputException">The file cannot be written.</exception>
    public static Task WriteAsync(string? path, TextWriter standard, Action<TextWriter> write)
    {
        if (path is not (null or "-"))
        {
            return WriteAsync(path, async stream =>
            {
                await using var writer = new StreamWriter(stream, leaveOpen: true);
                write(writer);
            });
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
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            await using (var file = File.Create(temporary))
                await write(file);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path} cannot be written: {error.Message}");
        }
        finally
        {
            if (File.Exists(temporary))
                File.Delete(temporary);
        }
    }
}
