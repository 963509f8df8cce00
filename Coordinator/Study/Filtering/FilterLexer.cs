using System.Buffers;

namespace Sweep.Coordinator.Study.Filtering;

/// <summary>Splits a condition into words, quoted values, operators and punctuation.</summary>
internal static class FilterLexer
{
    private static readonly string[] _operators = ["!=", "<=", ">=", "==", "<", ">", "="];
    private static readonly SearchValues<char> _endOfWord = SearchValues.Create(" \t\r\n()<>=!,'\"");

    public static IReadOnlyList<FilterToken> Read(string text)
    {
        var tokens = new List<FilterToken>();
        for (var at = 0; at < text.Length; )
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var (token, length) = Next(text, at);
            tokens.Add(token);
            at += length;
        }

        return [.. tokens, new FilterToken(TokenKind.End, "", text.Length + 1)];
    }

    private static (FilterToken Token, int Length) Next(string text, int at)
    {
        var rest = text.AsSpan(at);
        switch (rest[0])
        {
            case '(':
                return (new FilterToken(TokenKind.Open, "(", at + 1), 1);
            case ')':
                return (new FilterToken(TokenKind.Close, ")", at + 1), 1);
            case ',':
                return (new FilterToken(TokenKind.Comma, ",", at + 1), 1);
            case '\'' or '"':
                var end = rest[1..].IndexOf(rest[0]);
                return end >= 0
                    ? (new FilterToken(TokenKind.Quoted, rest.Slice(1, end).ToString(), at + 1), end + 2)
                    : throw FilterParser.Problem(at + 1, $"the quote {rest[0]} is not closed");
        }

        foreach (var candidate in _operators)
        {
            if (rest.StartsWith(candidate, StringComparison.Ordinal))
            {
                return (new FilterToken(TokenKind.Operator, candidate == "==" ? "=" : candidate, at + 1), candidate.Length);
            }
        }

        var length = rest.IndexOfAny(_endOfWord);
        length = length < 0 ? rest.Length : length;
        return length == 0
            ? throw FilterParser.Problem(at + 1, $"'{rest[0]}' is no operator; use {FilterParser.OperatorList}")
            : (new FilterToken(TokenKind.Word, rest[..length].ToString(), at + 1), length);
    }
}
