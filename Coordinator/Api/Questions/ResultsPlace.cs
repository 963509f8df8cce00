using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Sweep.Api.V1;
using Sweep.Coordinator.Store;
using Sweep.Coordinator.Study.Tables;

namespace Sweep.Coordinator.Api.Questions;

/// <summary>
/// Where a page of results ended: at a group, counted from 0, or at a trial, told by its row and by its value in the field that
/// orders them. So a page goes on where the one before ended even if results came in between: a trial that moves in the order may
/// be told twice or not at all, every other one is told once.
/// </summary>
internal readonly record struct ResultsPlace(RowPlace Place)
{
    public const string Expected =
        "page_token: expected nothing, or the next_page_token of an answer to the same question about the same sweep.";

    /// <summary>Null for the first page.</summary>
    public static ResultsPlace? Read(QueryResultsRequest request, SweepRecord sweep)
    {
        if (request.PageToken.Length == 0)
            return null;
        var bytes = new byte[request.PageToken.Length];
        if (!Convert.TryFromBase64String(request.PageToken, bytes, out var length))
            throw ApiErrors.InvalidRequest(Expected);
        return
            Encoding.UTF8.GetString(bytes, 0, length).Split(' ', 3) is [var question, var row, { Length: > 0 } value]
            && question == Fingerprint(request, sweep)
            && int.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && TryReadValue(value, out var read)
            ? new ResultsPlace(new RowPlace(number, read))
            : throw ApiErrors.InvalidRequest(Expected);
    }

    public string Write(QueryResultsRequest request, SweepRecord sweep) =>
        Convert.ToBase64String(
            Encoding.UTF8.GetBytes(
                $"{Fingerprint(request, sweep)} {Place.Row.ToString(CultureInfo.InvariantCulture)} {Place.Value switch
        {
            double number => "n" + BitConverter.DoubleToInt64Bits(number).ToString("x", CultureInfo.InvariantCulture),
            string text => "t" + text,
            _ => "-",
        }}"
            )
        );

    private static bool TryReadValue(string text, out object? value)
    {
        value = text[0] == 't' ? text[1..] : null;
        if (text[0] != 'n')
            return text[0] is 't' or '-';
        var isNumber = long.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits);
        value = BitConverter.Int64BitsToDouble(bits);
        return isNumber;
    }

    /// <summary>Of all that decides which page comes next: the sweep itself, not just its name, and the question but for the size of its pages.</summary>
    private static string Fingerprint(QueryResultsRequest request, SweepRecord sweep)
    {
        var question = request.Clone();
        (question.PageToken, question.PageSize) = ("", 0);
        var hash = SHA256.HashData([
            .. question.ToByteArray(),
            .. BitConverter.GetBytes(sweep.Number),
            .. BitConverter.GetBytes(sweep.Created.UtcTicks),
        ]);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash).ToString("x", CultureInfo.InvariantCulture);
    }
}
