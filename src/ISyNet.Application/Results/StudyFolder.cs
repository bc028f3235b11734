using System.Collections.Immutable;
using ISyNet.Core.Results;

namespace ISyNet.Application.Results;

/// <summary>The result folder of a study: its candidates and its best network, which is not trained.</summary>
/// <inheritdoc cref="ResultFolder"/>
public sealed record StudyFolder(string Path) : NetworkFolder(Path)
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Known => [.. base.Known, ResultFiles.Trials];

    /// <summary>The candidates.</summary>
    public string Trials => In(ResultFiles.Trials);

    /// <summary>Checks that the folder is free or has the results of the same study, which a later run replaces.</summary>
    /// <param name="study">Name of the study.</param>
    /// <param name="force">Whether other data may be overwritten.</param>
    /// <exception cref="OccupiedException">The folder is occupied.</exception>
    public void RequireFreeFor(string study, bool force)
    {
        var asked = ManifestOf(study);
        if (Manifest() is not { } there || there.Kind != asked.Kind || !there.Settings.SequenceEqual(asked.Settings))
            RequireFree(Path, force);
    }

    /// <summary>Writes the manifest. The folder is not held: several processes that run a study may end at the same time.</summary>
    internal void Mark(string study) => ManifestOf(study).Write(Path);

    private static ResultManifest ManifestOf(string study) =>
        new(ResultKind.Study, ImmutableSortedDictionary<string, string>.Empty.Add("study", study));
}

/// <summary>The result folder of a comparison of studies.</summary>
/// <inheritdoc cref="ResultFolder"/>
public sealed record ComparisonFolder(string Path) : ResultFolder(Path)
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Known => [ResultFiles.ComparisonReport, ResultFiles.Comparison];

    /// <summary>The comparison, for programs.</summary>
    public string Comparison => In(ResultFiles.Comparison);
}
