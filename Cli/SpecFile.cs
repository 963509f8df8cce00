using System.CommandLine;
using System.Text;
using Sweep.Client.Errors;
using Sweep.Contracts.Spec;
using Sweep.Coordinator.Planning;

namespace Sweep.Cli;

/// <summary>A spec on disk or on standard input.</summary>
public static class SpecFile
{
    private const string StandardInput = "-";

    /// <summary>UTF-8 takes up to four bytes a character; one more shows that there are too many.</summary>
    private const int MaxBytes = (SweepSpec.MaxTextLength * 4) + 1;

    /// <summary>The option <c>--set PATH=VALUE</c> of the verbs that take a spec.</summary>
    public static Option<string[]> SetOption() =>
        new(SpecChange.Option)
        {
            Description = "Change a setting of the spec, its value in YAML, such as training.lr=0.1; may be given again",
            HelpName = "PATH=VALUE",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
        };

    /// <summary>The argument FILE of the verbs that take a spec.</summary>
    public static Argument<string> Argument() => new("FILE") { Description = "The sweep's spec in YAML; - reads standard input" };

    /// <exception cref="BadInputException">The file cannot be read, or the spec has problems: the message lists them all.</exception>
    /// <param name="settings">Those of <see cref="SetOption"/>.</param>
    public static async Task<SweepSpec> LoadAsync(string file, IReadOnlyList<string>? settings, CancellationToken cancellation)
    {
        return (await LoadWithTextAsync(file, settings, cancellation)).Spec;
    }

    /// <summary>Also the text, with the settings in it.</summary>
    /// <inheritdoc cref="LoadAsync"/>
    public static async Task<(SweepSpec Spec, string Text)> LoadWithTextAsync(
        string file,
        IReadOnlyList<string>? settings,
        CancellationToken cancellation
    )
    {
        var change = await ChangeAsync(file, settings, cancellation);
        var reading = Read(change);
        return (reading.Spec ?? throw new BadInputException(Describe(file, reading.Problems)), change.Text);
    }

    /// <exception cref="BadInputException">The file cannot be read.</exception>
    public static async Task<SpecReading> ReadAsync(string file, IReadOnlyList<string>? settings, CancellationToken cancellation)
    {
        return Read(await ChangeAsync(file, settings, cancellation));
    }

    private static SpecReading Read(SpecChange change)
    {
        if (change.Refused.Count > 0)
            return new SpecReading(null, change.Refused);
        var reading = SpecReading.Read(change.Text);
        return reading with { Problems = change.Place(reading.Problems) };
    }

    /// <summary>The text with these settings, not looked at otherwise.</summary>
    /// <exception cref="BadInputException">The file cannot be read.</exception>
    public static async Task<SpecChange> ChangeAsync(string file, IReadOnlyList<string>? settings, CancellationToken cancellation) =>
        SpecChange.Apply(await ReadTextAsync(file, cancellation), settings ?? []);

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
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or DecoderFallbackException or ArgumentException)
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
        if (problem.Path.StartsWith($"{SpecChange.Option} ", StringComparison.Ordinal))
            return $"{problem.Path}: {problem.Message}";
        return problem.Describe(file == StandardInput ? "stdin" : file);
    }

    private static async Task<string> ReadTextAsync(Stream stream, CancellationToken cancellation)
    {
        var bytes = new byte[MaxBytes];
        var length = await stream.ReadAtLeastAsync(bytes, MaxBytes, throwOnEndOfStream: false, cancellation);
        return EncodingOf(bytes.AsSpan(0, length)).GetString(bytes, 0, length).TrimStart('\uFEFF');
    }

    /// <summary>UTF-8, or what some editors write on Windows, where two bytes at the beginning say so.</summary>
    private static Encoding EncodingOf(ReadOnlySpan<byte> bytes) =>
        bytes switch
        {
            [0xFF, 0xFE, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
            [0xFE, 0xFF, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
            _ => bytes.Contains((byte)0)
                ? throw new DecoderFallbackException()
                : new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true),
        };

    private static string Reason(string file, Exception exception) =>
        exception switch
        {
            FileNotFoundException or DirectoryNotFoundException =>
                "there is no such file; expected a spec in YAML, or - for standard input",
            UnauthorizedAccessException when Directory.Exists(file) => "this is a folder; expected a spec in YAML",
            DecoderFallbackException =>
                "this is not UTF-8 text; expected a spec in YAML. An editor saves it so (as UTF-8), or: iconv -f UTF-16 -t UTF-8",
            _ => exception.Message,
        };
}
