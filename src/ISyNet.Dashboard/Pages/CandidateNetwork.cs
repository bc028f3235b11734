using System.Globalization;
using System.Xml.Linq;
using ISyNet.Dashboard.Live;
using ISyNet.Graph;
using ISyNet.Graph.Architectures;
using ISyNet.Hardware.Latency;
using ISyNet.Reports.Html;
using ISyNet.Reports.Networks;
using ISyNet.Reports.Profiles;
using ISyNet.Search.Studies;
using static ISyNet.Reports.Html.Markup;

namespace ISyNet.Dashboard.Pages;

/// <summary>The network of a candidate, and its cost on the study's device. What cannot be built is null, with the reason.</summary>
internal sealed record CandidateNetwork(Architecture? Architecture, Network? Network, NetworkProfile? Profile, string? Problem)
{
    public static CandidateNetwork Open(StudySnapshot study, StudyCandidate candidate, CancellationToken cancellation)
    {
        var spec = study.Study.Spec;
        var design = StudyDesign.Open(spec);
        if (design.Space is not { } space)
            return new(null, null, null, $"Its network cannot be built: {design.Problem}.");
        try
        {
            var genotype = space.Parse(candidate.Proposal.Genotype);
            var architecture = genotype.ToArchitecture() with { Name = string.Create(CultureInfo.InvariantCulture, $"{StudyPage.Short(spec.Space)}-{candidate.Number}") };
            var network = architecture.Build();
            var profile = design.Device is { } device
                ? new NetworkProfile(LatencyModel.Create(device).Predict(network, spec.Batch, cancellation), []) { Candidate = candidate.Number, IsChosen = candidate.Number == study.Best?.Number } : null;
            return new(architecture, network, profile, design.Problem is { } problem ? $"{char.ToUpperInvariant(problem[0])}{problem[1..]}." : null);
        }
        catch (ISyNetException error)
        {
            return new(null, null, null, $"Its network cannot be built: {error.Message}");
        }
    }

    /// <summary>The drawing, its efficiency, and where the time goes.</summary>
    /// <param name="prefix">Begins the ids of its parts, where a page shows two networks.</param>
    public IEnumerable<XElement> Sections(string prefix = "")
    {
        if (Profile is null)
            return [];
        var parts = new PartRenderer(prefix);
        return [Element("section", Element("h2", "Network"), CandidateParts.Create(Profile).Select(parts.Render))];
    }
}
