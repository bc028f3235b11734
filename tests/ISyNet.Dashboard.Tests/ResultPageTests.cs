using System.Net;
using ISyNet.Core.Results;

namespace ISyNet.Dashboard.Tests;

/// <summary>Result folders: what is listed, and what is not to be had.</summary>
public sealed class ResultPageTests
{
    private static void Shelve(string results)
    {
        File.WriteAllText(Path.Combine(results, "..", "secret.json"), "secret");
        var train = Directory.CreateDirectory(Path.Combine(results, "train-1")).FullName;
        new ResultManifest(ResultKind.Train, System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("network", "<b>N0</b>")).Write(train);
        File.WriteAllText(Path.Combine(train, ResultFiles.Report), "<!DOCTYPE html><title>r</title><script>1</script>");
        File.WriteAllText(Path.Combine(train, "notes.txt"), "not listed");
        File.WriteAllText(Path.Combine(train, ".lock"), "");
        // A file of the folder that is a link to the outside.
        File.CreateSymbolicLink(Path.Combine(train, ResultFiles.Metrics), Path.Combine(results, "..", "secret.json"));
        // A result folder that is a link to the outside, and one to the inside.
        var outside = Directory.CreateDirectory(Path.Combine(results, "..", "outside")).FullName;
        new ResultManifest(ResultKind.Train, System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty).Write(outside);
        File.WriteAllText(Path.Combine(outside, ResultFiles.Report), "outside");
        Directory.CreateSymbolicLink(Path.Combine(results, "link-out"), outside);
        Directory.CreateSymbolicLink(Path.Combine(results, "link-in"), train);
        Directory.CreateDirectory(Path.Combine(results, "damaged"));
        File.WriteAllText(Path.Combine(results, "damaged", ResultFiles.Manifest), "{");
    }

    [Fact]
    public async Task The_list_names_what_is_inside_and_why_a_folder_cannot_be_read()
    {
        await using var served = await Served.StartAsync(shelve: Shelve);
        var list = await served.TextAsync("/results");
        Assert.Contains("train-1", list, StringComparison.Ordinal);
        Assert.Contains("link-in", list, StringComparison.Ordinal);
        Assert.DoesNotContain("link-out", list, StringComparison.Ordinal);
        Assert.Contains("damaged", list, StringComparison.Ordinal);
        var page = await served.TextAsync("/result?folder=train-1");
        Assert.Contains(ResultFiles.Report, page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;N0", page, StringComparison.Ordinal);
        Assert.DoesNotContain("notes.txt", page, StringComparison.Ordinal);
        Assert.DoesNotContain(ResultFiles.Metrics, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_runs_in_an_origin_of_its_own()
    {
        await using var served = await Served.StartAsync(shelve: Shelve);
        using var answer = await served.Client.GetAsync("/result/file?folder=train-1&file=report.html");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("sandbox allow-scripts; default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("allow-same-origin", policy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train-1", "notes.txt")]
    [InlineData("train-1", "metrics.json")]
    [InlineData("train-1", "../train-1/report.html")]
    [InlineData("train-1", "./report.html")]
    [InlineData("train-1", "../../secret.json")]
    [InlineData("train-1", "..%2f..%2fsecret.json")]
    [InlineData("train-1", "/etc/passwd")]
    [InlineData("train-1", "run.json\0.html")]
    [InlineData("train-1", ".lock")]
    [InlineData("..", "secret.json")]
    [InlineData(".", "train-1/report.html")]
    [InlineData("../runs/train-1", "report.html")]
    [InlineData("train-1/", "report.html")]
    [InlineData("", "report.html")]
    [InlineData("link-out", "report.html")]
    public async Task Nothing_else_is_to_be_had(string folder, string file)
    {
        await using var served = await Served.StartAsync(shelve: Shelve);
        var text = await served.TextAsync($"/result/file?folder={Uri.EscapeDataString(folder)}&file={Uri.EscapeDataString(file)}", HttpStatusCode.NotFound);
        Assert.DoesNotContain("root:", text, StringComparison.Ordinal);
        using var raw = new HttpRequestMessage(HttpMethod.Get, new Uri($"{served.Server.Address}/assets/..%2f..%2f{Uri.EscapeDataString(file)}"));
        // Kestrel itself refuses a path with a zero byte.
        Assert.Contains((await served.Client.SendAsync(raw)).StatusCode, (HttpStatusCode[])[HttpStatusCode.NotFound, HttpStatusCode.BadRequest]);
    }
}
