using System.Globalization;
using Sweep.Worker.Examination;

namespace Sweep.Cli.Doctor.Training;

/// <summary>Whether a small stage that is trained twice ends with the same bits, and on a GPU near what the CPU has.</summary>
internal sealed class RepeatCheck(Probe probe, string architecture, string device, int threads)
    : ProbeCheck<RepeatedFacts>(
        probe,
        ProbePart.Repeat,
        "a small stage failed",
        architecture,
        device,
        threads.ToString(CultureInfo.InvariantCulture)
    )
{
    public override string Name => $"same bits, {architecture}";

    protected override Finding Judge(RepeatedFacts facts)
    {
        return Finding
            .Of(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"a small stage trained twice on {facts.Device}, weights {facts.First[..8]} and {facts.Second[..8]}, loss {facts.Loss:0.0000}"
                ),
                facts.IsSame
                    ? null
                    : Finding.Failed(
                        "which are not the same bits",
                        "Do not mix results of this device with others before you know why: look for errors of its memory; on a GPU cuDNN may choose algorithms that add in another order."
                    ),
                facts.IsNear
                    ? null
                    : Finding.Failed(
                        string.Create(CultureInfo.InvariantCulture, $"the CPU has {facts.LossOnCpu:0.0000}"),
                        "Do not use this device: it computes something else. Try another driver, and another version of libtorch."
                    )
            )
            .With(
                ("device", facts.Device),
                ("threads", threads),
                ("first", facts.First),
                ("second", facts.Second),
                ("loss", facts.Loss),
                ("loss_on_cpu", facts.LossOnCpu)
            );
    }
}
