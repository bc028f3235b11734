using System.Text.Json;
using ISyNet.Design.Results;
using ISyNet.Search.Studies;

namespace ISyNet.Cli.Commands;

/// <summary>The files of a study beside its store.</summary>
internal static class StudyFolder
{
    /// <summary>Accepts a folder that is free, or that holds the results of the same study.</summary>
    public static void Check(string folder, string study, bool force)
    {
        if (!Holds(folder, study))
            FreeFolder.Check(folder, force);
    }

    /// <summary>Where a study's supernet is kept: beside the database file; nowhere when the store is no file.</summary>
    public static string? SupernetOf(IStudyStore store, string study) =>
        File.Exists(store.Location) ? $"{Path.GetFullPath(store.Location)}.{string.Concat(study.Split(Path.GetInvalidFileNameChars()))}.supernet.safetensors" : null;

    private static bool Holds(string folder, string study)
    {
        try
        {
            using var metrics = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, MetricsFile.FileName)));
            return metrics.RootElement.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String && name.GetString() == study;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
