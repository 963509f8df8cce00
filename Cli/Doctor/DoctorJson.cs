using Sweep.Cli.Output;
using Sweep.Hosting.Telemetry;

namespace Sweep.Cli.Doctor;

/// <summary>Writes what was found for programs: <c>sweep-doctor/1</c>, see docs/doctor.md.</summary>
internal static class DoctorJson
{
    private const string Schema = "sweep-doctor/1";

    public static void Write(TextWriter output, IReadOnlyList<Examined> all, string version, bool isQuick, DateTimeOffset now) =>
        JsonOutput.Write(
            output,
            new
            {
                Schema,
                State = Label.Of(Worst(all)),
                Version = version,
                Host = Environment.MachineName,
                Examined = now,
                Quick = isQuick,
                Checks = all.Select(one => new
                {
                    one.Check.Group,
                    one.Check.Name,
                    State = Label.Of(one.Finding.State),
                    one.Finding.Found,
                    one.Finding.Remedy,
                    Seconds = Math.Round(one.Took.TotalSeconds, 3),
                    one.Finding.Facts,
                }),
            }
        );

    /// <summary>Of what was examined.</summary>
    private static FindingState Worst(IReadOnlyList<Examined> all) => all.Select(one => one.Finding.State).Append(FindingState.Ok).Max();
}
