using System.Globalization;
using Sweep.Contracts.Spec;

namespace Sweep.Coordinator.Study.Filtering;

/// <summary>Recursive descent over <see cref="Filter"/>'s grammar.</summary>
internal sealed class FilterParser
{
    internal const string OperatorList = "= != < <= > >= or in (…)";

    // Deeper nesting is no condition that a person wrote, and must not end in a stack overflow.
    private const int MaxDepth = 100;

    private readonly IReadOnlyList<FilterToken> _tokens;
    private readonly ResultFields _fields;
    private int _next;
    private int _depth;

    public FilterParser(string text, ResultFields fields)
    {
        _tokens = FilterLexer.Read(text);
        _fields = fields;
    }

    private FilterToken Current => _tokens[_next];

    public Filter Parse()
    {
        var filter = ParseOr();
        return Current.Kind == TokenKind.End ? filter : throw Expected("'and', 'or' or the end");
    }

    internal static StudyException Problem(int position, string what) => new($"condition, position {position}: {what}");

    private Filter ParseOr()
    {
        var filters = new List<Filter> { ParseAnd() };
        while (Current.Is("or"))
        {
            _next++;
            filters.Add(ParseAnd());
        }

        return filters is [var only] ? only : new Either(filters);
    }

    private Filter ParseAnd()
    {
        var filters = new List<Filter> { ParseTerm() };
        while (Current.Is("and"))
        {
            _next++;
            filters.Add(ParseTerm());
        }

        return filters is [var only] ? only : new Both(filters);
    }

    private Filter ParseTerm()
    {
        if (++_depth > MaxDepth)
        {
            throw Problem(Current.Position, $"more than {MaxDepth} levels of parentheses");
        }

        var term = ParseInnerTerm();
        _depth--;
        return term;
    }

    private Filter ParseInnerTerm()
    {
        if (Current.Is("not"))
        {
            _next++;
            return new Not(ParseTerm());
        }

        if (Current.Kind == TokenKind.Open)
        {
            _next++;
            var inner = ParseOr();
            Take(TokenKind.Close, "')'");
            return inner;
        }

        var name = Take(TokenKind.Word, "a field");
        if (!_fields.Contains(name.Text))
        {
            throw Problem(name.Position, $"there is no field '{name.Text}'; {_fields.Listing}");
        }

        var field = _fields[name.Text];
        if (Current.Is("in"))
        {
            _next++;
            return ParseList(field);
        }

        var comparison = Take(TokenKind.Operator, OperatorList);
        return new Comparison(field, comparison.Text, ValueOf(field, TakeValue()));
    }

    private Among ParseList(ResultField field)
    {
        Take(TokenKind.Open, "'('");
        var values = new List<FilterToken> { TakeValue() };
        while (Current.Kind == TokenKind.Comma)
        {
            _next++;
            values.Add(TakeValue());
        }

        Take(TokenKind.Close, "',' or ')'");
        return new Among(field, [.. values.Select(value => new Comparison(field, "=", ValueOf(field, value)))]);
    }

    private FilterToken TakeValue() => Current.Kind == TokenKind.Quoted ? _tokens[_next++] : Take(TokenKind.Word, "a value");

    /// <summary>A value that the field can have: one that it cannot would match nothing, without a word.</summary>
    private static string ValueOf(ResultField field, FilterToken value)
    {
        if (value.Text.Length == 0)
        {
            return value.Text;
        }

        if (field.Words is { } words && !words.Contains(value.Text, StringComparer.OrdinalIgnoreCase))
        {
            throw Problem(
                value.Position,
                $"{field.Name} is never '{value.Text}'{Suggestion.Of(value.Text, words)}; it is {Suggestion.List(words)}"
            );
        }

        if (!field.IsNumeric || ResultField.TryParse(value.Text, out _))
        {
            return value.Text;
        }

        return
            field.Percent is { } percent
            && value.Text.EndsWith('%')
            && decimal.TryParse(
                value.Text.AsSpan(0, value.Text.Length - 1),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var number
            )
            ? (number * percent).ToString(CultureInfo.InvariantCulture)
            : throw Problem(
                value.Position,
                $"{field.Name} is a number, and '{value.Text}' is none; expected {field.Percent switch { null => "one such as 2", 1 => "one such as 90 or 90%", _ => "one such as 0.5 or 50%" }}"
            );
    }

    private FilterToken Take(TokenKind kind, string what) => Current.Kind == kind ? _tokens[_next++] : throw Expected(what);

    private StudyException Expected(string what) => Problem(Current.Position, $"{what} is expected before {Current}");
}
