namespace Sweep.Cli.Doctor.Machine;

/// <summary>Whether what is printed arrives as it is: numbers are written the same everywhere, but letters need UTF-8.</summary>
/// <param name="variable">Reads an environment variable.</param>
internal sealed class LocaleCheck(Func<string, string?> variable) : ICheck
{
    private static readonly string[] _names = ["LC_ALL", "LC_CTYPE", "LANG"];

    public string Group => Groups.Machine;

    public string Name => "locale";

    public Task<Finding> RunAsync(CancellationToken cancellation)
    {
        var name = _names.FirstOrDefault(name => !string.IsNullOrEmpty(variable(name)));
        var value = name is null ? null : variable(name);
        var encoding = value?.Split('@')[0].Split('.') is [_, var written] ? written : null;
        var isUtf8 =
            encoding is null || encoding.Replace("-", "", StringComparison.Ordinal).Equals("utf8", StringComparison.OrdinalIgnoreCase);
        return Task.FromResult(
            Finding
                .Of(
                    name is null ? "none is set: UTF-8" : $"{name}={value}",
                    isUtf8 ? null : Finding.Warning($"{encoding} has not all letters that are printed", "Use UTF-8: export LC_ALL=C.UTF-8.")
                )
                .With(("encoding", encoding ?? "utf-8"))
        );
    }
}
