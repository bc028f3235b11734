using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ISyNet.Core.Json;
using ISyNet.Graph.Zoo;

namespace ISyNet.Application.Benchmarks;

/// <summary>A network of a suite.</summary>
/// <param name="Name">Its name in the zoo.</param>
/// <param name="Top1Percent">Published top-1 accuracy; null without a comparable figure.</param>
public sealed record SuiteNetwork(string Name, double? Top1Percent = null);

/// <summary>Two networks of about the same published accuracy.</summary>
/// <param name="Network">The network.</param>
/// <param name="Peer">The one that it is compared with.</param>
public sealed record SuitePair(string Network, string Peer);

/// <summary>A named set of networks that is run on devices.</summary>
/// <param name="Title">One line for people.</param>
/// <param name="Source">Where the accuracies come from.</param>
/// <param name="Networks">The networks.</param>
/// <param name="Pairs">What is compared.</param>
public sealed record BenchSuite(string Title, string Source, ImmutableArray<SuiteNetwork> Networks, ImmutableArray<SuitePair> Pairs)
{
    private const string Format = "isynet.suite/1";

    private static readonly EmbeddedCatalog Catalog = new(typeof(BenchSuite).Assembly, "suites");

    /// <summary>The names of the shipped suites.</summary>
    public static ImmutableArray<string> Names => Catalog.Names;

    /// <summary>Finds a suite by name; null if there is none.</summary>
    /// <exception cref="ISyNetException">It names a network that the zoo does not have.</exception>
    public static BenchSuite? Find(string name)
    {
        if (Catalog.Text(name) is not { } text)
            return null;
        var suite = StrictJson.Parse(text, Format).Deserialize<BenchSuite>(SuiteJson.Default.Options);
        var unknown = suite.Networks.Select(n => n.Name).Concat(suite.Pairs.SelectMany(p => new[] { p.Network, p.Peer })).FirstOrDefault(n => ModelZoo.Find(n) is null);
        return unknown is null ? suite : throw new ISyNetException($"suite {name}: the zoo has no network '{unknown}'");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(BenchSuite))]
internal sealed partial class SuiteJson : JsonSerializerContext;
