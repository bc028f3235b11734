using ISyNet.Search.Studies.Comparing;

namespace ISyNet.Search.Studies;

/// <summary>Operations on the studies of a store besides running them: create, find, read, export, compare, delete.</summary>
/// <param name="store">The store; the catalogue does not dispose it.</param>
public sealed class StudyCatalog(IStudyStore store)
{
    private const int MaxNamesShown = 8;

    /// <summary>Creates a study.</summary>
    /// <exception cref="StudyException">The name is taken or is not a valid study name.</exception>
    public async Task<Study> CreateAsync(string name, StudySpec spec, CancellationToken cancellationToken = default)
    {
        var study = Study.Create(name, spec);
        await store.CreateAsync(study, cancellationToken);
        return study;
    }

    /// <summary>The study of a name.</summary>
    /// <exception cref="StudyException">There is none; the message names the existing ones.</exception>
    public async Task<Study> OpenAsync(string name, CancellationToken cancellationToken = default)
    {
        if (await store.FindAsync(name, cancellationToken) is { } study)
            return study;
        var names = (await store.ListAsync(cancellationToken)).Select(s => $"'{s.Study.Name}'").ToArray();
        var shown = string.Join(", ", names.Take(MaxNamesShown)) + (names.Length > MaxNamesShown ? $" and {names.Length - MaxNamesShown} more" : "");
        throw new StudyException($"{store.Location} has no study '{name}'; it has {(names.Length == 0 ? "none" : shown)}");
    }

    /// <summary>The study with a name, to resume it; it must have the same specification.</summary>
    /// <exception cref="StudyException">There is none, or it has another specification; the message names the first difference.</exception>
    public async Task<Study> ResumeAsync(string name, StudySpec spec, CancellationToken cancellationToken = default)
    {
        var study = await OpenAsync(name, cancellationToken);
        return study.Spec.DifferenceFrom(spec) is { } difference
            ? throw new StudyException($"study '{name}' of {store.Location} cannot be resumed: its {difference}; use the same settings, or create another study")
            : study;
    }

    /// <summary>Resumes the study with a name, or creates it if there is none.</summary>
    /// <exception cref="StudyException">There is one with another specification.</exception>
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
    /// <exception cref="StudyException">There is none, or workers hold candidates of it; the message names one.</exception>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        var alive = WorkerActivity.Find(await ReadAsync(name, cancellationToken), store.Clock.GetUtcNow()).Where(worker => worker.IsAlive).ToArray();
        if (alive.Length > 0)
            throw new StudyException($"study '{name}' has {alive.Length} live worker{(alive.Length > 1 ? "s" : "")} ({alive[0].Owner.Name} on candidate {alive[0].Candidate}): stop them before you delete it");
        await store.DeleteAsync(name, cancellationToken);
    }
}
