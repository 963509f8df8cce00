using System.CommandLine;
using System.Text;
using Sweep.Contracts.Spec;
using Sweep.Coordinator.Planning;

namespace Sweep.Cli;

/// <summary>A spec on disk or on standard input.</summary>
public static class SpecFile
{
    private const string StandardInput = "-";

    /// <summary>UTF-8 takes up to four bytes a character; one more shows that there are too many.</summary>
    private const int MaxBytes = (SweepSpec.MaxTextLength * 4) + 1;

    /// <summary>The argument FILE of the verbs that take a spec.</summary>
    public static Argument<string> Argument() => new("FILE") { Description = "The sweep's spec in YAML; - reads standard input" };

    /// <exception cref="BadInputException">The file cannot be read, or the spec has problems: the message lists them all.</exception>
    public static async Task<SweepSpec> LoadAsync(string file, CancellationToken cancellation)
    {
        var reading = await ReadAsync(file, cancellation);
        return reading.Spec ?? throw new BadInputException(Describe(file, reading.Problems));
    }

    /// <exception cref="BadInputException">The file cannot be read.</exception>
    public static async Task<SpecReading> ReadAsync(string file, CancellationToken cancellation) => SpecReading.Read(await ReadTextAsync(file, cancellation));

    /// <summary>The text, not looked at; of a file that is too long for a spec, enough to show that it is.</summary>
    /// <exception cref="BadInputException">The file cannot be read.</exception>
    public static async Task<string> ReadTextAsync(string file, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(file))
            throw new BadInputException("FILE is empty; expected a spec in YAML, or - for standard input");
        try
        {
            await using var stream = file == StandardInput ? Console.OpenStandardInput() : File.OpenRead(file);
            return await ReadTextAsync(stream, cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DecoderFallbackException or ArgumentException)
        {
            throw new BadInputException($"{file}: {Reason(file, exception)}");
        }
    }

    /// <summary>All problems, a line each.</summary>
    public static string Describe(string file, IEnumerable<SpecProblem> problems) =>
        string.Join(Environment.NewLine, problems.Select(problem => Describe(file, problem)));

    /// <summary>One line a problem, as compilers write them: <c>FILE:LINE: path: message</c>.</summary>
    public static string Describe(string file, SpecProblem problem)
    {
        var name = file == StandardInput ? "stdin" : file;
        var place = problem.Line > 0 ? $"{name}:{problem.Line}" : name;
        return problem.Path.Length > 0 ? $"{place}: {problem.Path}: {problem.Message}" : $"{place}: {problem.Message}";
    }

    private static async Task<string> ReadTextAsync(Stream stream, CancellationToken cancellation)
    {
        var bytes = new byte[MaxBytes];
        var length = await stream.ReadAtLeastAsync(bytes, MaxBytes, throwOnEndOfStream: false, cancellation);
        var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes, 0, length);
        return text.TrimStart('\uFEFF');
    }

    private static string Reason(string file, Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file; expected a spec in YAML, or - for standard input",
        UnauthorizedAccessException when Directory.Exists(file) => "this is a folder; expected a spec in YAML",
        DecoderFallbackException => "this is not UTF-8 text; expected a spec in YAML",
        _ => exception.Message,
    };
}
