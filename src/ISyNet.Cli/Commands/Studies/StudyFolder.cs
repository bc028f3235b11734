using ISyNet.Application.Studies;
using ISyNet.Core.Results;
using ISyNet.Search.Studies;

namespace ISyNet.Cli.Commands.Studies;

/// <summary>The files of a study beside its store.</summary>
internal static class StudyFolder
{
    /// <summary>Accepts a folder that is free, or that holds the results of the same study.</summary>
    public static void Check(string folder, string study, bool force)
    {
        var asked = StudyResults.ManifestOf(study);
        if (ResultManifest.Read(folder) is not { } there || there.Kind != asked.Kind || !there.Settings.SequenceEqual(asked.Settings))
            ResultFolder.RequireFree(folder, force);
    }

    /// <summary>Where a study's supernet is kept: beside the database file; nowhere when the store is no file.</summary>
    public static string? SupernetOf(IStudyStore store, string study) =>
        File.Exists(store.Location) ? $"{Path.GetFullPath(store.Location)}.{string.Concat(study.Split(Path.GetInvalidFileNameChars()))}.supernet.safetensors" : null;
}
