using ISyNet.Search.Studies.Comparing;

namespace ISyNet.Search.Studies;

/// <summary>What people do with the studies of a store besides running them: make, find, look into, export, compare, delete.</summary>
/// <param name="store">The store; not disposed by this.</param>
public sealed class StudyCatalog(IStudyStore store)
{
    private const int MaxNamesShown = 8;

    /// <summary>Makes a study.</summary>
    /// <exception cref="StudyException">The name is taken or cannot name a study.</exception>
    public async Task<Study> CreateAsync(string name, StudySpec spec, CancellationToken cancellationToken = default)
    {
        var study = Study.Create(name, spec);
        await store.CreateAsync(study, cancellationToken);
        return study;
    }

    /// <summary>The study of a name.</summary>
    /// <exception cref="StudyException">There is none; the message names those that there are.</exception>
    public async Task<Study> OpenAsync(string name, CancellationToken cancellationToken = default)
    {
        if (await store.FindAsync(name, cancellationToken) is { } study)
            return study;
        var names = (await store.ListAsync(cancellationToken)).Select(s => $"'{s.Study.Name}'").ToArray();
        var shown = string.Join(", ", names.Take(MaxNamesShown)) + (names.Length > MaxNamesShown ? $" and {names.Length - MaxNamesShown} more" : "");
        throw new StudyException($"{store.Location} has no study '{name}'; it has {(names.Length == 0 ? "none" : shown)}");
    }

    /// <summary>The study of a name to go on with, when it was made with the same specification.</summary>
    /// <exception cref="StudyException">There is none, or it was made otherwise; the message names the first difference.</exception>
    public async Task<Study> ResumeAsync(string name, StudySpec spec, CancellationToken cancellationToken = default)
    {
        var study = await OpenAsync(name, cancellationToken);
        return study.Spec.DifferenceFrom(spec) is { } difference
            ? throw new StudyException($"study '{name}' of {store.Location} cannot be resumed: its {difference}; ask for the same, or begin another study")
            : study;
    }

    /// <summary>Resumes the study of a name, or makes it when there is none.</summary>
    /// <exception cref="StudyException">There is one, made otherwise.</exception>
    public async Task<Study> ResumeOrCreateAsync(string name, StudySpec spec, CancellationToken cancellationToken = default) =>
        await store.FindAsync(name, cancellationToken) is null
            ? await CreateAsync(name, spec, cancellationToken)
            : await ResumeAsync(name, spec, cancellationToken);

    /// <summary>All studies with their counts, by name.</summary>
    public Task<IReadOnlyList<StudySummary>> ListAsync(CancellationToken cancellationToken = default) => store.ListAsync(cancellationToken);

    /// <summary>A study with all of its candidates.</summary>
    /// <exception cref="StudyException">There is none.</exception>
    public async Task<StudyContents> ReadAsync(string name, CancellationToken cancellationToken = default) =>
        new(await OpenAsync(name, cancellationToken), await store.ReadAsync(name, cancellationToken: cancellationToken));

    /// <summary>Writes the candidates of a study as a CSV file (<see cref="StudyCsv"/>).</summary>
    /// <exception cref="StudyException">There is no such study.</exception>
    /// <exception cref="ISyNetException">The file cannot be written.</exception>
    public async Task ExportAsync(string name, string csvPath, CancellationToken cancellationToken = default) =>
        StudyCsv.Save(csvPath, await ReadAsync(name, cancellationToken));

    /// <summary>The hypervolume curves of several studies up to one reference point.</summary>
    /// <exception cref="StudyException">There is no such study, or they have different targets.</exception>
    public async Task<StudyComparison> CompareAsync(IReadOnlyList<string> names, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(names);
        var studies = new List<StudyContents>();
        foreach (var name in names.Distinct(StringComparer.Ordinal))
            studies.Add(await ReadAsync(name, cancellationToken));
        return StudyComparison.Create(studies);
    }

    /// <summary>Deletes a study with all of its candidates.</summary>
    /// <exception cref="StudyException">There is none.</exception>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        await OpenAsync(name, cancellationToken);
        await store.DeleteAsync(name, cancellationToken);
    }
}
