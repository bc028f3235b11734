using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ISyNet.Search;

/// <summary>The measured values of a network: a value for each of some metrics, written <c>[(Metric.Error, 0.1), …]</c>. Immutable; equal by content.</summary>
[CollectionBuilder(typeof(MetricValues), nameof(Create))]
[JsonConverter(typeof(MetricValuesJson))]
#pragma warning disable CA1710 // its entries are values, not a collection that grows
public sealed class MetricValues : IReadOnlyCollection<(Metric Metric, double Value)>, IEquatable<MetricValues>
#pragma warning restore CA1710
{
    // There are few: looking through them is faster than a hash.
    private readonly ImmutableArray<(Metric Metric, double Value)> _values;

    private MetricValues(ImmutableArray<(Metric Metric, double Value)> values) => _values = values;

    /// <summary>No values.</summary>
    public static MetricValues None { get; } = new([]);

    /// <summary>Creates the values.</summary>
    /// <exception cref="ArgumentException">One metric has two values.</exception>
    public static MetricValues Create(ReadOnlySpan<(Metric Metric, double Value)> values) => values.IsEmpty ? None : Distinct([.. values]);

    /// <inheritdoc/>
    public int Count => _values.Length;

    /// <summary>The value of a metric.</summary>
    /// <exception cref="KeyNotFoundException">It was not measured.</exception>
    public double this[Metric metric] => Find(metric) ?? throw new KeyNotFoundException($"'{metric}' was not measured");

    /// <summary>The value of a metric; null if it was not measured.</summary>
    public double? Find(Metric metric)
    {
        foreach (var (measured, value) in _values)
        {
            if (measured == metric)
                return value;
        }

        return null;
    }

    /// <summary>The value of a metric; NaN if it was not measured, which breaks every bound.</summary>
    public double OrNaN(Metric metric) => Find(metric) ?? double.NaN;

    /// <summary>These values and those of another measurement; if both have a value, this one is kept.</summary>
    public MetricValues With(MetricValues others)
    {
        ArgumentNullException.ThrowIfNull(others);
        return new MetricValues(_values.AddRange(others._values.Where(other => Find(other.Metric) is null)));
    }

    private static MetricValues Distinct(ImmutableArray<(Metric Metric, double Value)> values)
    {
        for (var i = 1; i < values.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (values[i].Metric == values[j].Metric)
                    throw new ArgumentException($"'{values[i].Metric}' has two values", nameof(values));
            }
        }

        return new MetricValues(values);
    }

    /// <inheritdoc/>
    public IEnumerator<(Metric Metric, double Value)> GetEnumerator() => ((IEnumerable<(Metric, double)>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(MetricValues? other) =>
        other is not null && Count == other.Count && _values.All(value => other.Find(value.Metric) is { } same && same.Equals(value.Value));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MetricValues);

    /// <inheritdoc/>
    public override int GetHashCode() => _values.Aggregate(0, (hash, value) => hash ^ value.GetHashCode());

    /// <summary>An object with a number for each metric, in order of their names.</summary>
    private sealed class MetricValuesJson : JsonConverter<MetricValues>
    {
        private static readonly (Metric Metric, byte[] Name)[] Usual =
            [.. new[] { Metric.Error, Metric.LatencyMsPerImage, Metric.Mem, Metric.Params, Metric.Macs }.Select(metric => (metric, Encoding.UTF8.GetBytes(metric.Name)))];

        // Read once for each candidate of a study: without a dictionary in between, and the usual metrics without a name of their own.
        public override MetricValues Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new JsonException("the values of a candidate must be an object");
            var values = ImmutableArray.CreateBuilder<(Metric, double)>(Usual.Length);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var metric = MetricOf(ref reader);
                reader.Read();
                // A value that is no number, such as "NaN", is a matter of the options.
                values.Add((metric, reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : JsonSerializer.Deserialize<double>(ref reader, options)));
            }

            return values.Count == 0 ? None : Distinct(values.DrainToImmutable());
        }

        private static Metric MetricOf(ref Utf8JsonReader reader)
        {
            foreach (var (metric, name) in Usual)
            {
                if (reader.ValueTextEquals(name))
                    return metric;
            }

            return new Metric(reader.GetString()!);
        }

        public override void Write(Utf8JsonWriter writer, MetricValues value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(
                writer, new SortedDictionary<string, double>(value.ToDictionary(v => v.Metric.Name, v => v.Value), StringComparer.Ordinal), options);
    }
}
