using System.Globalization;
using Sweep.Contracts;
using Sweep.Hosting.Transport;

namespace Sweep.Cli.Doctor.Places;

/// <summary>Whether the broker is there, lets this user in, and lets them do what the programs do.</summary>
internal sealed class BrokerCheck(BrokerOptions broker, TimeProvider time) : ICheck
{
    public string Group => Groups.Places;

    public string Name => "broker";

    public async Task<Finding> RunAsync(CancellationToken cancellation)
    {
        try
        {
            var facts = await new BrokerTrial(broker, time).RunAsync(cancellation).ConfigureAwait(false);
            return Finding
                .Of(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{broker}, {facts.Version ?? "unknown version"}: connected in {facts.Connecting.TotalMilliseconds:0} ms, a message there and back in {facts.RoundTrip.TotalMilliseconds:0.0} ms{(facts.Reports is null ? "; no program was here yet" : $"; {Counted.Of(facts.Reports.Value, "report")} waiting for {Counted.Of(facts.Coordinators ?? 0, "coordinator")}")}"
                    ),
                    facts is { Reports: > 0, Coordinators: 0 }
                        ? Finding.Warning(
                            "nobody takes them",
                            "Start the coordinator, or see with sweep doctor --server why it is not there."
                        )
                        : null
                )
                .With(
                    ("broker", broker.ToString()),
                    ("version", facts.Version),
                    ("connect_milliseconds", Math.Round(facts.Connecting.TotalMilliseconds, 1)),
                    ("round_trip_milliseconds", Math.Round(facts.RoundTrip.TotalMilliseconds, 2)),
                    ("reports", facts.Reports),
                    ("coordinators", facts.Coordinators)
                );
        }
        catch (BrokerTrialException error)
        {
            return Finding
                .Failed($"{broker}: {error.Message}", Remedy(error))
                .With(("broker", broker.ToString()), ("refused", error.IsRefusal));
        }
    }

    private string Remedy(BrokerTrialException error) =>
        (error.IsRefusal, error.Message.Contains("ACCESS_REFUSED", StringComparison.Ordinal)) switch
        {
            (true, true) when error.Step != "connecting" =>
                $"Give the user {broker.User} the rights to configure, write and read sweep-*: rabbitmqctl set_permissions -p {broker.VirtualHost} {broker.User} '^sweep-' '^sweep-' '^sweep-'.",
            (true, _) =>
                "Correct the user, the password or the virtual host: SWEEP_BROKER__USER, SWEEP_BROKER__PASSWORD_FILE and SWEEP_BROKER__VIRTUAL_HOST, or the block broker of the programs' files.",
            _ =>
                "Start RabbitMQ there, or say where it is (--broker HOST:PORT, SWEEP_BROKER__HOSTS); with SWEEP_BROKER__TLS its port is 5671 unless another is given.",
        };
}
