using ISyNet.Search;
using ISyNet.Search.Spaces;
using ISyNet.Search.Studies;
using ISyNet.Search.Studies.Running;
using ISyNet.Studies;
using ISyNet.Studies.Child;
using Npgsql;

namespace ISyNet.Cluster.Tests;

/// <summary>Watches a study from outside: a trigger of the database notes every candidate that becomes finished, whoever does it.</summary>
internal sealed class StudyAudit : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;

    private StudyAudit(NpgsqlDataSource source, IStudyStore store) => (_source, Store) = (source, store);

    public IStudyStore Store { get; }

    /// <summary>Creates the tables and the trigger in a new database.</summary>
    public static async Task<StudyAudit> BeginAsync(string address)
    {
        var store = await StudyStores.OpenAsync(address);
        // No pool: a connection from before a restart of the server is of no use.
        var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(address) { Pooling = false });
        await using var command = source.CreateCommand("""
            CREATE TABLE audit ("Number" integer NOT NULL, "By" text);
            CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit VALUES (NEW."Number", OLD."LeaseOwner"); RETURN NULL; END $$;
            CREATE TRIGGER finished AFTER UPDATE ON candidates FOR EACH ROW
                WHEN (NEW."State" IN ('Complete', 'Failed') AND (OLD.* IS DISTINCT FROM NEW.*)) EXECUTE FUNCTION note();
            """);
        await command.ExecuteNonQueryAsync();
        return new StudyAudit(source, store);
    }

    /// <summary>Every candidate was finished, and exactly once.</summary>
    public async Task EachWasFinishedOnceAsync(int trials)
    {
        var numbers = new List<int>();
        await using var command = _source.CreateCommand("SELECT \"Number\" FROM audit ORDER BY \"Number\"");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            numbers.Add(reader.GetInt32(0));
        Assert.Equal(Enumerable.Range(0, trials), numbers);
        Assert.Equal(new StudyCounts(0, 0, trials, 0), await Store.CountAsync("s"));
    }

    /// <summary>Who finished a candidate.</summary>
    public async Task<LeaseOwner> FinisherAsync(int number)
    {
        await using var command = _source.CreateCommand("SELECT \"By\" FROM audit WHERE \"Number\" = $1");
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = number });
        return LeaseOwner.TryParse((string)(await command.ExecuteScalarAsync())!)!;
    }

    /// <summary>The candidates and their values, in order.</summary>
    public async Task<string[]> CandidatesAsync() =>
        [.. (await Store.ReadAsync("s")).Select(Line)];

    /// <summary>The candidates of one machine with the same seed.</summary>
    public static async Task<string[]> OfOneMachineAsync(int trials, int batchSize)
    {
        await using var store = new MemoryStudyStore();
        var study = await new StudyCatalog(store).CreateAsync("s", Specs.Spec(seed: 7, batchSize));
        var space = SpaceCatalog.Find(study.Spec.Space)!;
        var runner = new StudyRunner(store, study, space, new SensitiveStrategy(space, study.Spec.Seed, batchSize), new HashEvaluator());
        var result = await runner.RunAsync(new StudyRunOptions(trials, 2));
        return [.. result.Trials.Select(t => Line(t.Candidate.Number, t.Candidate.Genotype.Text, t.Candidate.Seed, t.Evaluation))];
    }

    /// <summary>A candidate in one line.</summary>
    public static string Line(StudyCandidate candidate) => Line(candidate.Number, candidate.Proposal.Genotype, candidate.Proposal.Seed, candidate.Evaluation!);

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await _source.DisposeAsync();
    }

    private static string Line(int number, string genotype, ulong seed, Evaluation evaluation) => $"{number} {genotype} {seed} {evaluation.Values[Metric.Error]:R}";
}
