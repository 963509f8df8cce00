using System.Globalization;
using Sweep.Contracts.Spec;

namespace Sweep.Coordinator.Study.Filtering;

/// <summary>A recursive-descent parser for the grammar of <see cref="Filter"/>.</summary>
internal sealed class FilterParser
{
    internal const string OperatorList = "= != < <= > >= or in (…)";

    // The limit prevents a stack overflow. No person writes deeper nesting.
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
            Read(TokenKind.Close, "')'");
            return inner;
        }

        var name = Read(TokenKind.Word, "a field");
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

        var comparison = Read(TokenKind.Operator, OperatorList);
        return new Comparison(field, comparison.Text, ValueOf(field, ReadValue()));
    }

    private Among ParseList(ResultField field)
    {
        Read(TokenKind.Open, "'('");
        var values = new List<FilterToken> { ReadValue() };
        while (Current.Kind == TokenKind.Comma)
        {
            _next++;
            values.Add(ReadValue());
        }

        Read(TokenKind.Close, "',' or ')'");
        return new Among(field, [.. values.Select(value => new Comparison(field, "=", ValueOf(field, value)))]);
    }

    private FilterToken ReadValue() => Current.Kind == TokenKind.Quoted ? _tokens[_next++] : Read(TokenKind.Word, "a value");

    /// <summary>Checks that the field can have this value: otherwise the condition would silently match nothing.</summary>
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

    private FilterToken Read(TokenKind kind, string what) => Current.Kind == kind ? _tokens[_next++] : throw Expected(what);

    private StudyException Expected(string what) => Problem(Current.Position, $"{what} is expected before {Current}");
}
