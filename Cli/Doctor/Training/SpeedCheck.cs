using System.Globalization;
using Sweep.Contracts;
using Sweep.Worker.Examination;

namespace Sweep.Cli.Doctor.Training;

/// <summary>How many images a second training takes here, beside machines where that was measured.</summary>
/// <param name="model">Of this machine's processor; null when it is not known.</param>
internal sealed class SpeedCheck(Probe probe, string architecture, string device, int threads, string? model)
    : ProbeCheck<SpeedFacts>(
        probe,
        ProbePart.Speed,
        "training failed",
        architecture,
        device,
        threads.ToString(CultureInfo.InvariantCulture)
    )
{
    /// <summary>Of what the same machine has done; what else runs there takes its share, and virtual machines share cores.</summary>
    private const double Slow = 0.5;

    public override string Name => $"speed, {architecture}";

    protected override Finding Judge(SpeedFacts facts)
    {
        var known = KnownMachines.All.Where(machine => machine.Architecture == architecture && machine.Width == facts.Width).ToList();
        var same =
            facts.Device == "cpu" ? known.FirstOrDefault(machine => machine.Processor == model && machine.Threads == facts.Threads) : null;
        var others = string.Join(
            "; ",
            known.Select(machine =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{machine.Processor}, {Counted.Of(machine.Threads, "thread")}: {machine.ImagesPerSecond:N0}"
                )
            )
        );
        return Finding
            .Of(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{facts.Median:N0} images/s ({facts.Least:N0} to {facts.Most:N0}) of {architecture} ×{facts.Width} at batch {facts.Batch} on {facts.Device}{(facts.Device == "cpu" ? $", {Counted.Of(facts.Threads, "thread")}" : "")}{(others.Length > 0 ? $" (known: {others})" : "")}"
                ),
                same is not null && facts.Median < Slow * same.ImagesPerSecond
                    ? Finding.Warning(
                        "much slower than this kind of machine was",
                        "See what else runs here (top), and whether a control group or the host grants less than the processors that are shown."
                    )
                    : null
            )
            .With(
                ("device", facts.Device),
                ("threads", facts.Threads),
                ("width", facts.Width),
                ("batch", facts.Batch),
                ("images_per_second", Math.Round(facts.Median, 1)),
                ("least", Math.Round(facts.Least, 1)),
                ("most", Math.Round(facts.Most, 1)),
                ("known", known)
            );
    }
}
