using ISyNet.Core.Results;

namespace ISyNet.Reports.Design;

/// <summary>The report of a design run: <c>report.html</c> and its pictures as PNG (docs/report.md).</summary>
public static class DesignReport
{
    /// <summary>Writes the page and the pictures into a folder, each under a temporary name and then renamed.</summary>
    /// <param name="data">What to show.</param>
    /// <param name="folder">Created if missing.</param>
    /// <param name="cancellation">Stops between two files.</param>
    /// <returns>Paths of the files written, the page first.</returns>
    /// <exception cref="ReportException">A file cannot be written, or the data are inconsistent.</exception>
    public static IReadOnlyList<string> Write(DesignReportData data, string folder, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(folder);
        var page = DesignPage.Compose(data);
        return page.Write(folder, ResultFiles.Report, cancellation);
    }
}
