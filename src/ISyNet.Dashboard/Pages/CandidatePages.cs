using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using ISyNet.Application.Results;
using ISyNet.Dashboard.Live;
using ISyNet.Dashboard.Results;
using ISyNet.Dashboard.Security;
using ISyNet.Graph.Architectures;
using ISyNet.Onnx.Export;
using ISyNet.Reports;
using ISyNet.Reports.Figures;
using ISyNet.Search;
using ISyNet.Search.Studies;
using Microsoft.AspNetCore.Http;
using static ISyNet.Reports.Html.Markup;

namespace ISyNet.Dashboard.Pages;

/// <summary>A candidate: its result, its network, where its time goes, and its files; and two candidates side by side.</summary>
internal sealed class CandidatePages(StudyLibrary library, ResultShelf? shelf, TimeProvider clock)
{
    /// <summary>The page of a candidate.</summary>
    public async Task<Page> CreateAsync(StudyKey key, int number, CancellationToken cancellation)
    {
        var (study, candidate) = await library.FindAsync(key, number, cancellation);
        var curve = await library.CurveAsync(key, number, cancellation);
        var network = await Task.Run(() => CandidateNetwork.Open(study, candidate, cancellation), cancellation);
        var parts = CandidateResult.Parts(study, candidate, clock.GetUtcNow()).ToDictionary(p => p.Id, p => p.Element);
        return new Page(Title(number), key.Folder is null ? "/studies" : "/results",
        [
            parts["result"],
            network.Problem is { } problem ? Element("p", Class("note bad"), problem) : null,
            Downloads(key, number, network, WeightsOf(key, network)),
            .. network.Sections(),
            Element("section", Element("h2", "Training"), ChartFigure.Create("chart-curve", StudyCharts.Curves(key, [(candidate, curve)], study.Best?.Number), "It has no training curve.")),
            Element("section", Element("h2", "Evaluation"), parts["evaluation"]),
            Element("section", Element("h2", "Compare with another candidate"),
                Element("form", Class("filters"), new XAttribute("action", "/compare/candidates"), new XAttribute("method", "get"),
                    Cells.Hidden(Links.StudyParameter, key.ToString()), Cells.Hidden("number", Text(number)),
                    Element("label", "Number ", Element("input", new XAttribute("type", "number"), new XAttribute("name", "number"), new XAttribute("min", "0"), new XAttribute("required", "required"), new XAttribute("value", Text(study.Best is { } best && best.Number != number ? best.Number : 0)))),
                    Element("button", new XAttribute("type", "submit"), "Compare"))),
        ])
        {
            Subtitle = candidate.Proposal.Genotype,
            Events = Links.Candidate(key, number, "/events"),
            Trail = [.. StudyPage.Trail(key), (key.Name, Links.Study(key))],
        };
    }

    /// <summary>Two candidates side by side.</summary>
    public async Task<Page> CompareAsync(StudyKey key, int first, int second, CancellationToken cancellation)
    {
        var (study, left) = await library.FindAsync(key, first, cancellation);
        var (_, right) = await library.FindAsync(key, second, cancellation);
        var networks = await Task.Run(() => new[] { left, right }.Select(c => CandidateNetwork.Open(study, c, cancellation)).ToArray(), cancellation);
        var curves = StudyCharts.Curves(key, [(left, await library.CurveAsync(key, first, cancellation)), (right, await library.CurveAsync(key, second, cancellation))], study.Best?.Number);
        var metrics = study.Study.Spec.Objectives.Select(o => o.Metric).ToArray();
        return new Page($"Candidates {Text(first)} and {Text(second)}", key.Folder is null ? "/studies" : "/results",
        [
            Cells.Table("Results.", [("Quantity", false), (Title(first), true), (Title(second), true)],
            [
                ["State", left.State.ToString().ToLowerInvariant(), right.State.ToString().ToLowerInvariant()],
                .. metrics.Select(metric => ImmutableArray.Create<object>(new MetricScale(metric).Title, new MetricScale(metric).Text(left.Evaluation?.Values.Find(metric)), new MetricScale(metric).Text(right.Evaluation?.Values.Find(metric)))),
                ["Time (s)", Seconds(left), Seconds(right)],
            ], "plain"),
            Genes(study.Study.Spec, left, right),
            Element("section", Element("h2", "Training"), ChartFigure.Create("chart-curve", curves, "They have no training curves.")),
            Element("div", Class("sides"), new[] { left, right }.Zip(networks, (candidate, network) => Element("section", Class("side"),
                Element("h2", Cells.Link(Links.Candidate(key, candidate.Number), Title(candidate.Number))), network.Problem is { } problem ? Element("p", Class("note bad"), problem) : null, network.Sections($"c{Text(candidate.Number)}-")))),
        ])
        {
            Trail = [.. StudyPage.Trail(key), (key.Name, Links.Study(key))],
        };
    }

    public async Task SendArchitectureAsync(HttpContext context, StudyKey key, int number)
    {
        var network = await NetworkAsync(context, key, number);
        ResponsePolicy.Attach(context, "application/json", $"{network.Architecture!.Name}.json");
        await context.Response.WriteAsync(ArchitectureFile.Write(network.Architecture), context.RequestAborted);
    }

    public async Task SendModelAsync(HttpContext context, StudyKey key, int number)
    {
        var network = await NetworkAsync(context, key, number);
        var folder = Directory.CreateTempSubdirectory("isynet-dashboard-");
        try
        {
            var path = Path.Combine(folder.FullName, "model.onnx");
            await Task.Run(() => OnnxExport.WriteShapesOnly(path, network.Network!), context.RequestAborted);
            ResponsePolicy.Attach(context, "application/octet-stream", $"{network.Architecture!.Name}.onnx");
            await context.Response.SendFileAsync(path, context.RequestAborted);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public async Task SendWeightsAsync(HttpContext context, StudyKey key, int number)
    {
        var network = await NetworkAsync(context, key, number);
        var path = WeightsOf(key, network) ?? throw new MissingPageException($"candidate {Text(number)} has no weights: studies keep none, a design keeps those of its network");
        ResponsePolicy.Attach(context, "application/octet-stream", $"{network.Architecture!.Name}.safetensors");
        await context.Response.SendFileAsync(path, context.RequestAborted);
    }

    private async Task<CandidateNetwork> NetworkAsync(HttpContext context, StudyKey key, int number)
    {
        var (study, candidate) = await library.FindAsync(key, number, context.RequestAborted);
        var network = await Task.Run(() => CandidateNetwork.Open(study, candidate, context.RequestAborted), context.RequestAborted);
        return network.Network is not null ? network : throw new MissingPageException(network.Problem ?? "the network cannot be built");
    }

    /// <summary>The trained weights of a design, if its network is this candidate's.</summary>
    private string? WeightsOf(StudyKey key, CandidateNetwork network)
    {
        if (key.Folder is not { } folder || shelf?.Find(folder)?.Folder is not DesignFolder { HasNetwork: true } design || network.Architecture is not { } architecture)
            return null;
        try
        {
            return ArchitectureFile.Write(design.LoadNetwork() with { Name = architecture.Name }) == ArchitectureFile.Write(architecture) ? shelf.FileOf(folder, Path.GetFileName(design.Weights)) : null;
        }
        catch (ISyNetException)
        {
            return null;
        }
    }

    private static XElement Downloads(StudyKey key, int number, CandidateNetwork network, string? weights) => Element("p", Class("downloads"),
        network.Architecture is null ? "Its network cannot be built here, so there is nothing to download."
            : new object?[]
            {
                "Download ", Cells.Link(Links.Candidate(key, number, "/architecture.json"), "architecture (JSON)"), ", ", Cells.Link(Links.Candidate(key, number, "/model.onnx"), "model (ONNX, all weights zero)"),
                weights is null ? "." : new object[] { ", ", Cells.Link(Links.Candidate(key, number, "/weights.safetensors"), "trained weights (safetensors)"), "." },
            });

    private static XElement? Genes(StudySpec spec, StudyCandidate left, StudyCandidate right)
    {
        if (StudyDesign.Open(spec).Space is not { } space)
            return null;
        try
        {
            var (a, b) = (space.Parse(left.Proposal.Genotype), space.Parse(right.Proposal.Genotype));
            var rows = new List<ImmutableArray<object>>();
            var position = 0;
            for (var stage = 0; stage < space.Stages.Length; stage++)
            {
                foreach (var gene in space.Stages[stage].Genes)
                {
                    if (a.Choices[position] != b.Choices[position])
                        rows.Add([string.Create(CultureInfo.InvariantCulture, $"stage {stage}, {gene.Name}"), gene.Options[a.Choices[position]], gene.Options[b.Choices[position]]]);
                    position++;
                }
            }

            return Element("section", Element("h2", "Genes that differ"), rows.Count == 0 ? Element("p", "Both are the same network.")
                : Cells.Table($"{rows.Count} of {position} genes differ.", [("Gene", false), (Title(left.Number), false), (Title(right.Number), false)], rows, "plain"));
        }
        catch (SearchException)
        {
            return null;
        }
    }

    private static string Title(int number) => $"Candidate {Text(number)}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(StudyCandidate candidate) => candidate.Evaluation is { } evaluation ? Quantity.Significant(evaluation.Seconds) : Cells.None;
}
