using System.Diagnostics.Metrics;

namespace Sweep.Tests.Hosting.Telemetry;

/// <summary>
/// Makes meters, and records what they measure: the sums of counters and histograms, and the values of gauges when they are read.
/// </summary>
internal sealed class Instruments : IMeterFactory
{
    private readonly Lock _gate = new();
    private readonly List<Meter> _meters = [];
    private readonly Dictionary<string, double> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _looks = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public Instruments()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == this)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    public Meter Create(MeterOptions options)
    {
        lock (_gate)
        {
            if (_meters.Find(known => known.Name == options.Name) is { } meter)
                return meter;
            meter = new Meter(options.Name, options.Version, options.Tags, scope: this);
            _meters.Add(meter);
            return meter;
        }
    }

    /// <summary>Returns the values by series: <c>name{label=value,…}</c>, with the labels in order.</summary>
    public IReadOnlyDictionary<string, double> Read()
    {
        lock (_gate)
            _looks.Clear();
        _listener.RecordObservableInstruments();
        lock (_gate)
            return _values.Concat(_looks).ToDictionary(StringComparer.Ordinal);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meters.ForEach(meter => meter.Dispose());
    }

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal));
        var series = labels.Length == 0 ? instrument.Name : $"{instrument.Name}{{{labels}}}";
        lock (_gate)
        {
            if (instrument.IsObservable)
                _looks.Add(series, value);
            else
                _values[series] = _values.GetValueOrDefault(series) + value;
        }
    }
}
