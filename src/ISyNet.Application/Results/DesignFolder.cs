using ISyNet.Core.Results;

namespace ISyNet.Application.Results;

/// <summary>The result folder of a design: its trained network, its study and its final trainings.</summary>
/// <inheritdoc cref="ResultFolder"/>
public sealed record DesignFolder(string Path) : ClassifierFolder(Path)
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Known => [.. base.Known, ResultFiles.Trials, .. Below(ResultFiles.Networks, "*")];

    /// <summary>The candidates of the search.</summary>
    public string Trials => In(ResultFiles.Trials);

    /// <summary>The study of the search.</summary>
    public string Study => In(ResultFiles.Study);

    /// <summary>Whether there is a study.</summary>
    public bool HasStudy => File.Exists(Study);

    /// <summary>The architecture of a network that took part.</summary>
    public string NetworkOf(string network) => In(ResultFiles.Networks, $"{network}.{ResultFiles.Architecture}");

    /// <summary>The files of a final training, without their extensions.</summary>
    internal string TrainingOf(string network) => In(ResultFiles.Networks, network);
}
