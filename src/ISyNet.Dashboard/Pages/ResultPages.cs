using System.Collections.Immutable;
using ISyNet.Core.Results;
using ISyNet.Dashboard.Live;
using ISyNet.Dashboard.Results;
using ISyNet.Dashboard.Security;
using ISyNet.Reports;
using ISyNet.Reports.Html;
using Microsoft.AspNetCore.Http;
using static ISyNet.Reports.Html.Markup;

namespace ISyNet.Dashboard.Pages;

/// <summary>The result folders, and the files of one.</summary>
internal sealed class ResultPages(ResultShelf shelf, StudyLibrary library)
{
    public Page List()
    {
        var results = shelf.List();
        return new Page("Results", "/results",
        [
            results.IsEmpty ? Element("p", Class("empty"), $"There is no result folder in {shelf.Root} yet.")
                : Cells.Table("Result folders, the last changed first.", [("Folder", false), ("Kind", false), ("Report", false), ("Changed", false)], results.Select(result => ImmutableArray.Create<object>(
                    result.Folder is null ? result.Name : Cells.Link(Links.Result(result.Name), result.Name),
                    result.Problem ?? Kind(result),
                    result.Folder is { } folder && folder.Files().FirstOrDefault(IsPage) is { } page ? Cells.Link(Links.File(result.Name, page), page) : Cells.None,
                    Cells.Time(new DateTimeOffset(result.ChangedAt))))),
        ])
        {
            Subtitle = shelf.Root,
        };
    }

    public async Task<Page> CreateAsync(string name, CancellationToken cancellation)
    {
        var result = Find(name);
        var files = result.Folder!.Files().Where(file => shelf.FileOf(name, file) is not null).ToArray();
        var studies = shelf.StudyOf(name) is null ? [] : await (await library.ReaderAsync(name, cancellation)).ListAsync(cancellation);
        return new Page(name, "/results",
        [
            files.FirstOrDefault(IsPage) is { } page ? Element("p", Class("downloads"), Cells.Link(Links.File(name, page), "Open the report")) : null,
            studies.Count == 0 ? null : Element("p", Class("downloads"), "Its search: ", studies.Select(s => Cells.Link(Links.Study(new StudyKey(name, s.Study.Name)), s.Study.Name))),
            files.Length == 0 ? Element("p", Class("empty"), "The folder has no results yet: its job runs or was stopped.")
                : Cells.Table("Files.", [("File", false), ("Size (kB)", true)], files.Select(file => ImmutableArray.Create<object>(
                    Cells.Link(Links.File(name, file), file), Size(new FileInfo(shelf.FileOf(name, file)!).Length)))),
            result.Manifest!.Settings.IsEmpty ? null : Element("section", Element("h2", "Settings"), new PartRenderer().Render(new FactList([.. result.Manifest.Settings.Select(s => new Fact(s.Key, s.Value))]))),
        ])
        {
            Subtitle = Kind(result),
            Trail = [("Results", "/results")],
        };
    }

    /// <summary>Sends a file. A page of it runs in an origin of its own (<see cref="ResponsePolicy.Foreign"/>).</summary>
    public async Task SendAsync(HttpContext context, string folder, string file)
    {
        var path = shelf.FileOf(folder, file) ?? throw new MissingPageException($"the result folder '{folder}' has no file '{file}'");
        context.Response.Headers.ContentSecurityPolicy = ResponsePolicy.Foreign;
        string? shown = Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".html" => "text/html; charset=utf-8",
            ".json" => "application/json",
            ".csv" => "text/csv; charset=utf-8",
            ".png" => "image/png",
            _ => null,
        };
        if (shown is null)
            ResponsePolicy.Attach(context, "application/octet-stream", Path.GetFileName(file));
        else
            context.Response.ContentType = shown;
        await context.Response.SendFileAsync(path, context.RequestAborted);
    }

    private ShelvedResult Find(string name)
    {
        var result = shelf.Find(name) ?? throw new MissingPageException($"there is no result folder '{name}' in {shelf.Root}");
        return result.Problem is { } problem ? throw new DashboardException(problem) : result;
    }

    private static string Kind(ShelvedResult result) => result.Manifest?.Kind?.ToString().ToLowerInvariant() ?? "";

    private static bool IsPage(string file) => file is ResultFiles.Report or ResultFiles.ComparisonReport;

    private static SortedCell Size(long bytes) => new(Quantity.Significant(bytes / 1e3), bytes);
}
