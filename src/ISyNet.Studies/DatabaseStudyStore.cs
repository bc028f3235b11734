using System.Collections.Concurrent;
using ISyNet.Search;
using ISyNet.Search.Studies;
using ISyNet.Studies.Rows;
using Microsoft.EntityFrameworkCore;

namespace ISyNet.Studies;

/// <summary>
/// Studies in a relational database. A statement changes a candidate only if it is still in the state that was read, so no
/// lock is held between statements and any number of processes may work on one study.
/// </summary>
public abstract class DatabaseStudyStore : IStudyStore
{
    private const int RowsAtOnce = 2000;

    private protected DatabaseStudyStore(string location, TimeProvider clock)
    {
        Location = location;
        Clock = clock;
    }

    /// <inheritdoc/>
    public string Location { get; }

    /// <inheritdoc/>
    public TimeProvider Clock { get; }

    private long NowUnixMs => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public Task CreateAsync(Study study, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(study);
        return WriteAsync(async context =>
        {
            if (await context.Studies.AnyAsync(s => s.Name == study.Name, cancellationToken))
                throw StudyErrors.NameTaken(study.Name, Location);
            context.Studies.Add(RowMapping.ToRow(study));
            try
            {
                return await context.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException error) when (IsDuplicate(error))
            {
                throw StudyErrors.NameTaken(study.Name, Location);
            }
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Study?> FindAsync(string name, CancellationToken cancellationToken = default) => ReadAsync(async context =>
        await context.Studies.AsNoTracking().FirstOrDefaultAsync(s => s.Name == name, cancellationToken) is { } row ? RowMapping.ToStudy(row, Location) : null,
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StudySummary>> ListAsync(CancellationToken cancellationToken = default) => ReadAsync(async context =>
    {
        var studies = await context.Studies.AsNoTracking().ToListAsync(cancellationToken);
        var counts = await context.Candidates.GroupBy(c => new { c.StudyId, c.State })
            .Select(g => new { g.Key.StudyId, g.Key.State, Count = g.Count() }).ToListAsync(cancellationToken);
        var byStudy = counts.ToLookup(c => c.StudyId, c => (c.State, c.Count));
        return (IReadOnlyList<StudySummary>)[.. studies.OrderBy(s => s.Name, StringComparer.Ordinal)
            .Select(s => new StudySummary(RowMapping.ToStudy(s, Location), RowMapping.ToCounts(byStudy[s.Id])) { Trials = s.Trials })];
    }, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellationToken = default) => WriteAsync(async context =>
        await context.Studies.Where(s => s.Name == name).ExecuteDeleteAsync(cancellationToken) == 1 ? true : throw StudyErrors.NoSuchStudy(name, Location),
        cancellationToken);

    /// <inheritdoc/>
    public Task<StudyNumerics> AgreeAsync(string study, StudyNumerics numerics, CancellationToken cancellationToken = default) =>
        WriteAsync(async context =>
        {
            var id = await IdAsync(context, study, cancellationToken);
            var text = RowMapping.ToJson(numerics);
            await context.Studies.Where(s => s.Id == id && s.NumericsJson == null)
                .ExecuteUpdateAsync(row => row.SetProperty(s => s.NumericsJson, text), cancellationToken);
            var recorded = await context.Studies.Where(s => s.Id == id).Select(s => s.NumericsJson).FirstOrDefaultAsync(cancellationToken)
                ?? throw StudyErrors.NoSuchStudy(study, Location);
            return RowMapping.ToNumerics(recorded, study, Location);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<StudyCounts> CountAsync(string study, CancellationToken cancellationToken = default) => ReadAsync(async context =>
    {
        var id = await IdAsync(context, study, cancellationToken);
        var counts = await context.Candidates.Where(c => c.StudyId == id).GroupBy(c => c.State)
            .Select(g => new { State = g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        return RowMapping.ToCounts(counts.Select(c => (c.State, c.Count)));
    }, cancellationToken);

    /// <inheritdoc/>
    public Task SetTrialsAsync(string study, int trials, CancellationToken cancellationToken = default) => WriteAsync(async context =>
        await context.Studies.Where(s => s.Name == study).ExecuteUpdateAsync(row => row.SetProperty(s => s.Trials, trials), cancellationToken) == 1
            ? true : throw StudyErrors.NoSuchStudy(study, Location), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> AppendAsync(string study, IReadOnlyList<Proposal> proposals, CancellationToken cancellationToken = default) =>
        WriteAsync(async context =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            var id = await IdAsync(context, study, cancellationToken);
            var last = await context.Candidates.Where(c => c.StudyId == id).MaxAsync(c => (int?)c.Number, cancellationToken);
            if (!StudyErrors.CanAppend(study, (last ?? -1) + 1, proposals))
                return false;
            context.Candidates.AddRange(proposals.Select(p => RowMapping.ToRow(id, p)));
            try
            {
                await context.SaveChangesAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return true;
            }
            catch (DbUpdateException error) when (IsDuplicate(error))
            {
                return false;
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<StudyCandidate?> LeaseAsync(
        string study, int from, int below, LeaseOwner owner, TimeSpan duration, int maxAttempts, CancellationToken cancellationToken = default) =>
        WriteAsync(async context =>
        {
            var id = await IdAsync(context, study, cancellationToken);
            while (await FindFreeAsync(context, id, from, below, cancellationToken) is { } free)
            {
                if (free.Attempts >= maxAttempts)
                {
                    await FailAsync(context, free, cancellationToken);
                    continue;
                }

                var (now, holder) = (NowUnixMs, owner.ToString());
                var expires = now + (long)duration.TotalMilliseconds;
                var taken = await AsSeen(context, free).ExecuteUpdateAsync(row => row
                    .SetProperty(c => c.State, CandidateState.Running)
                    .SetProperty(c => c.Attempts, c => c.Attempts + 1)
                    .SetProperty(c => c.LeaseOwner, holder)
                    .SetProperty(c => c.LeaseExpiresUnixMs, expires)
                    .SetProperty(c => c.StartedUnixMs, now), cancellationToken);
                if (taken == 0)
                    continue;
                if (free.State == CandidateState.Running)
                    await Curve(context, id, free.Number).ExecuteDeleteAsync(cancellationToken);
                (free.State, free.Attempts, free.LeaseOwner, free.LeaseExpiresUnixMs, free.StartedUnixMs) =
                    (CandidateState.Running, free.Attempts + 1, holder, expires, now);
                return RowMapping.ToCandidate(free, Location);
            }

            return null;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RenewAsync(string study, int number, LeaseOwner owner, TimeSpan duration, CancellationToken cancellationToken = default) =>
        WriteAsync(async context =>
        {
            var id = await IdAsync(context, study, cancellationToken);
            var expires = NowUnixMs + (long)duration.TotalMilliseconds;
            return await Held(context, id, number, owner)
                .ExecuteUpdateAsync(row => row.SetProperty(c => c.LeaseExpiresUnixMs, expires), cancellationToken) == 1;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ReturnAsync(string study, int number, LeaseOwner owner, bool counted, CancellationToken cancellationToken = default) =>
        WriteAsync(async context =>
        {
            var id = await IdAsync(context, study, cancellationToken);
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            var uncounted = counted ? 0 : 1;
            var returned = await Held(context, id, number, owner).ExecuteUpdateAsync(row => row
                .SetProperty(c => c.State, CandidateState.Waiting)
                .SetProperty(c => c.Attempts, c => c.Attempts - uncounted)
                .SetProperty(c => c.LeaseOwner, (string?)null)
                .SetProperty(c => c.LeaseExpiresUnixMs, (long?)null)
                .SetProperty(c => c.StartedUnixMs, (long?)null), cancellationToken);
            if (returned == 1)
                await Curve(context, id, number).ExecuteDeleteAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return returned == 1;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> AddCurvePointAsync(string study, int number, LeaseOwner owner, CurvePoint point, CancellationToken cancellationToken = default) =>
        WriteAsync(async context =>
        {
            var id = await IdAsync(context, study, cancellationToken);
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            if (!await Held(context, id, number, owner).AnyAsync(cancellationToken))
                return false;
            await Curve(context, id, number).Where(p => p.Epoch == point.Epoch).ExecuteDeleteAsync(cancellationToken);
            context.CurvePoints.Add(RowMapping.ToRow(id, number, point));
            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return true;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> FinishAsync(
        string study, int number, LeaseOwner owner, Evaluation evaluation, MachineConditions? conditions, CancellationToken cancellationToken = default) =>
        WriteAsync(async context =>
        {
            var id = await IdAsync(context, study, cancellationToken);
            var held = Held(context, id, number, owner);
            if (evaluation.Curve.IsDefaultOrEmpty)
                return await SetFinishedAsync(held, evaluation, conditions, cancellationToken) == 1;
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            if (await SetFinishedAsync(held, evaluation, conditions, cancellationToken) == 0)
                return false;
            await Curve(context, id, number).ExecuteDeleteAsync(cancellationToken);
            context.CurvePoints.AddRange(evaluation.Curve.DistinctBy(p => p.Epoch).Select(p => RowMapping.ToRow(id, number, p)));
            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return true;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StudyCandidate>> ReadAsync(
        string study, int from = 0, int below = int.MaxValue, CancellationToken cancellationToken = default) => ReadAsync(async context =>
    {
        var id = await IdAsync(context, study, cancellationToken);
        var rows = await context.Candidates.AsNoTracking().Where(c => c.StudyId == id && c.Number >= from && c.Number < below)
            .OrderBy(c => c.Number).ToListAsync(cancellationToken);
        return (IReadOnlyList<StudyCandidate>)[.. rows.Select(row => RowMapping.ToCandidate(row, Location))];
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<StartedCandidates> ReadStartedAsync(string study, int from = 0, CancellationToken cancellationToken = default) => ReadAsync(async context =>
    {
        var row = await context.Studies.AsNoTracking().Where(s => s.Name == study).Select(s => new { s.Id, s.Trials }).FirstOrDefaultAsync(cancellationToken)
            ?? throw StudyErrors.NoSuchStudy(study, Location);
        var last = await context.Candidates.Where(c => c.StudyId == row.Id).MaxAsync(c => (int?)c.Number, cancellationToken) ?? -1;
        // State by state: each is a range of the index, so candidates that wait cost nothing however many there are. While rows are read, those before are converted.
        var (known, parts) = (new ConcurrentDictionary<string, MachineConditions?>(StringComparer.Ordinal), new List<Task<StudyCandidate[]>>());
        foreach (var state in (CandidateState[])[CandidateState.Running, CandidateState.Complete, CandidateState.Failed])
        {
            var inState = context.Candidates.AsNoTracking().Where(c => c.StudyId == row.Id && c.State == state && c.Number >= from).OrderBy(c => c.Number);
            await foreach (var rows in (state == CandidateState.Running ? inState : Finished(inState, state)).AsAsyncEnumerable().Chunk(RowsAtOnce).WithCancellation(cancellationToken))
                parts.Add(Task.Run(() => Array.ConvertAll(rows, read => RowMapping.ToCandidate(read, Location, known)), cancellationToken));
        }

        // A candidate that finished between two of the queries was read twice; what came later is newer.
        var newest = new SortedList<int, StudyCandidate>();
        foreach (var candidate in (await Task.WhenAll(parts)).SelectMany(part => part).OrderBy(c => c.Number))
            newest[candidate.Number] = candidate;
        return new StartedCandidates(last + 1, row.Trials, [.. newest.Values]);
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CurvePoint>> CurveAsync(string study, int number, CancellationToken cancellationToken = default) => ReadAsync(async context =>
    {
        var id = await IdAsync(context, study, cancellationToken);
        var rows = await Curve(context, id, number).AsNoTracking().OrderBy(p => p.Epoch).ToListAsync(cancellationToken);
        return (IReadOnlyList<CurvePoint>)[.. rows.Select(RowMapping.ToPoint)];
    }, cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Runs an operation that only reads on a context of its own.</summary>
    private protected abstract Task<T> ReadAsync<T>(Func<StudyContext, Task<T>> operation, CancellationToken cancellationToken);

    /// <summary>Runs an operation that writes on a context of its own; it may be repeated from its start.</summary>
    private protected abstract Task<T> WriteAsync<T>(Func<StudyContext, Task<T>> operation, CancellationToken cancellationToken);

    /// <summary>Whether a statement failed because its key already exists.</summary>
    private protected abstract bool IsDuplicate(DbUpdateException error);

    private async Task<int> IdAsync(StudyContext context, string study, CancellationToken cancellationToken) =>
        await context.Studies.Where(s => s.Name == study).Select(s => (int?)s.Id).FirstOrDefaultAsync(cancellationToken)
            ?? throw StudyErrors.NoSuchStudy(study, Location);

    private async Task<CandidateRow?> FindFreeAsync(StudyContext context, int id, int from, int below, CancellationToken cancellationToken)
    {
        var now = NowUnixMs;
        var ours = context.Candidates.AsNoTracking().Where(c => c.StudyId == id && c.Number < below);
        // With two bounds of the number, SQLite reads all candidates between them instead of using the index of states.
        if (from > 0)
            ours = ours.Where(c => c.Number >= from);
        var expired = await ours.Where(c => c.State == CandidateState.Running && c.LeaseExpiresUnixMs <= now)
            .OrderBy(c => c.Number).FirstOrDefaultAsync(cancellationToken);
        var waiting = await ours.Where(c => c.State == CandidateState.Waiting)
            .OrderBy(c => c.Number).FirstOrDefaultAsync(cancellationToken);
        return expired is null || waiting?.Number < expired.Number ? waiting : expired;
    }

    private async Task FailAsync(StudyContext context, CandidateRow dead, CancellationToken cancellationToken) =>
        await SetFinishedAsync(AsSeen(context, dead), StudyErrors.WorkerDied(dead.Attempts), null, cancellationToken);

    private Task<int> SetFinishedAsync(
        IQueryable<CandidateRow> rows, Evaluation evaluation, MachineConditions? conditions, CancellationToken cancellationToken)
    {
        var now = NowUnixMs;
        var state = evaluation.Succeeded ? CandidateState.Complete : CandidateState.Failed;
        var (objectives, conditionsText) = (RowMapping.ToJson(evaluation.Values), RowMapping.ToJson(conditions));
        var (seconds, error) = (evaluation.Seconds, StudyErrors.Shorten(evaluation.Error));
        return rows.ExecuteUpdateAsync(row => row
            .SetProperty(c => c.State, state)
            .SetProperty(c => c.LeaseOwner, (string?)null)
            .SetProperty(c => c.LeaseExpiresUnixMs, (long?)null)
            .SetProperty(c => c.FinishedUnixMs, now)
            .SetProperty(c => c.Seconds, seconds)
            .SetProperty(c => c.ObjectivesJson, objectives)
            .SetProperty(c => c.ConditionsJson, conditionsText)
            .SetProperty(c => c.Error, error), cancellationToken);
    }

    // Every column that is read costs time for each of a study's candidates: a finished one has no lease, and its state is known.
    private static IQueryable<CandidateRow> Finished(IQueryable<CandidateRow> rows, CandidateState state) => rows.Select(c => new CandidateRow
    {
        Number = c.Number,
        Genotype = c.Genotype,
        SeedBits = c.SeedBits,
        State = state,
        Attempts = c.Attempts,
        StartedUnixMs = c.StartedUnixMs,
        FinishedUnixMs = c.FinishedUnixMs,
        Seconds = c.Seconds,
        ObjectivesJson = c.ObjectivesJson,
        ConditionsJson = c.ConditionsJson,
        Error = c.Error,
    });

    private static IQueryable<CandidateRow> AsSeen(StudyContext context, CandidateRow seen) => context.Candidates.Where(c =>
        c.StudyId == seen.StudyId && c.Number == seen.Number && c.State == seen.State
        && c.Attempts == seen.Attempts && c.LeaseExpiresUnixMs == seen.LeaseExpiresUnixMs);

    private static IQueryable<CandidateRow> Held(StudyContext context, int id, int number, LeaseOwner owner)
    {
        var holder = owner.ToString();
        return context.Candidates.Where(c =>
            c.StudyId == id && c.Number == number && c.State == CandidateState.Running && c.LeaseOwner == holder);
    }

    private static IQueryable<CurveRow> Curve(StudyContext context, int id, int number) =>
        context.CurvePoints.Where(p => p.StudyId == id && p.Number == number);
}
