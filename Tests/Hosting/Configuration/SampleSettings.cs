using Sweep.Contracts.Spec.Values;
using Sweep.Hosting.Configuration;
using Sweep.Hosting.Transport;

namespace Sweep.Tests.Hosting.Configuration;

/// <summary>Holds the settings of a program like the real ones.</summary>
internal sealed record SampleSettings
{
    public int Slots { get; init; } = 1;

    public TimeSpan StageTimeout { get; init; } = TimeSpan.FromHours(1);

    public IReadOnlyList<string> Data { get; init; } = [];

    public string? Hold { get; init; }

    public BrokerOptions Broker { get; init; } = BrokerOptions.Default;

    public static ProgramCatalogue<SampleSettings> Catalogue { get; } =
        new()
        {
            Name = "sample",
            Section = "WORKER",
            Summary = "sample is a sample.",
            Defaults = new(),
            SharedBlocks = [BrokerSettings.Block],
            Settings =
            [
                ProgramSettings.Make<SampleSettings, int>(
                    "slots",
                    new WholeNumber(1, 64),
                    "N",
                    "Stages at once",
                    s => s.Slots,
                    (s, v) => s with { Slots = v }
                ),
                ProgramSettings.Make<SampleSettings, TimeSpan>(
                    "stage-timeout",
                    new Duration(),
                    "TIME",
                    "Of a stage",
                    s => s.StageTimeout,
                    (s, v) => s with { StageTimeout = v }
                ),
                ProgramSettings.Make<SampleSettings, IReadOnlyList<string>>(
                    "data",
                    new TextList("folders"),
                    "DIR",
                    "Folders",
                    s => s.Data,
                    (s, v) => s with { Data = v }
                ),
                ProgramSettings.Make<SampleSettings, string?>(
                    "hold",
                    new Text("a folder"),
                    "DIR",
                    "For tests",
                    s => s.Hold,
                    (s, v) => s with { Hold = v }
                ) with
                {
                    IsHidden = true,
                },
                .. ProgramSettings.Block<SampleSettings, BrokerOptions>(
                    BrokerSettings.Block,
                    BrokerSettings.All,
                    s => s.Broker,
                    (s, v) => s with { Broker = v }
                ),
            ],
            FileExample = """{ "slots": 1, "broker": { "hosts": ["localhost"] } }""",
            Examples = ["sample --slots 4        # four at once"],
            Check = settings => BrokerSettings.Check(settings.Broker),
        };
}
