using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sweep.Contracts.Spec.Values;

/// <summary>One of a few words, each of which means a value.</summary>
public sealed class Words<T>(IReadOnlyList<(string Word, T Value)> words) : ScalarKind<T>
    where T : notnull
{
    public IReadOnlyList<string> All { get; } = [.. words.Select(pair => pair.Word)];

    public override string Expected => Suggestion.List(All);

    public override string Format(T value) => words.First(pair => pair.Value.Equals(value)).Word;

    public override bool TryParse(string text, out T value)
    {
        foreach (var (word, candidate) in words)
        {
            if (word == text)
            {
                value = candidate;
                return true;
            }
        }

        value = default!;
        return false;
    }

    protected internal override string Hint(string text) => Suggestion.Of(text, All);
}

public static class Words
{
    /// <summary>Words whose values are the words themselves.</summary>
    public static Words<string> Of(IEnumerable<string> names) => new([.. names.Select(name => (name, name))]);

    /// <summary>The values of an enum under their names in JSON.</summary>
    public static Words<T> Of<T>()
        where T : struct, Enum => new([.. Enum.GetValues<T>().Select(value => (NameOf(value), value))]);

    private static string NameOf<T>(T value)
        where T : struct, Enum
    {
        var member = typeof(T).GetField(value.ToString())!;
        return member.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name
            ?? JsonNamingPolicy.KebabCaseLower.ConvertName(member.Name);
    }
}
