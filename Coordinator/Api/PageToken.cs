using System.Globalization;
using System.Text;
using Sweep.Coordinator.Store;

namespace Sweep.Coordinator.Api;

/// <summary>Where a page of sweeps ended. It stays good when sweeps come and go between two pages.</summary>
internal readonly record struct PageToken(long Created, string Name)
{
    public static PageToken Of(SweepRecord sweep) => new(sweep.Created.UtcTicks, sweep.Name);

    /// <summary>Null when the text is none.</summary>
    public static PageToken? TryParse(string text)
    {
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length))
            return null;
        var parts = Encoding.UTF8.GetString(bytes, 0, length).Split(' ');
        return parts is [var created, var name] && long.TryParse(created, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            ? new PageToken(ticks, name)
            : null;
    }

    /// <summary>Whether the sweep comes after this place, newest first.</summary>
    public bool IsBefore(SweepRecord sweep) =>
        sweep.Created.UtcTicks < Created || (sweep.Created.UtcTicks == Created && string.CompareOrdinal(sweep.Name, Name) < 0);

    public override string ToString() =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Created} {Name}")));
}
