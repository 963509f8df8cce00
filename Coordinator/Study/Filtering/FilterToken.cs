namespace Sweep.Coordinator.Study.Filtering;

internal enum TokenKind
{
    /// <summary>A field, a keyword or an unquoted value.</summary>
    Word,

    Quoted,

    Operator,
    Open,
    Close,
    Comma,
    End,
}

/// <param name="Position">The position of its first character, from 1.</param>
internal sealed record FilterToken(TokenKind Kind, string Text, int Position)
{
    public bool Is(string keyword) => Kind == TokenKind.Word && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => Kind == TokenKind.End ? "the end" : $"'{Text}'";
}
